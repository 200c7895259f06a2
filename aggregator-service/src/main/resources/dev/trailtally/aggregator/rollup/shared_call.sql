-- grain: call that has a sharedEventID
-- key: shared_event_id, account_id, event_id, day, second: an event is its id and its time
-- source: fresh_shared_call
-- again: an event that is there already is an error: this transaction marks its ledger row, once
insert into shared_call
select *
from fresh_shared_call
