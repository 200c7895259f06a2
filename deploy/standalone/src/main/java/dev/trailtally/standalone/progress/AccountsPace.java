package dev.trailtally.standalone.progress;

import dev.trailtally.collector.v1.AccountProgress;
import java.util.List;

/** The pace of a scan that goes account by account. */
interface AccountsPace extends Pace {

    /** What one busy account has done, without its name and the remaining time. */
    List<String> figures(AccountProgress account);

    /** What accounts have done together. */
    List<String> sum(List<AccountProgress> accounts);
}
