-- Literal bounds at plan time prune the months of event; a plan must not depend on how fresh the statistics are.
select
  set_config('plan_cache_mode', 'force_custom_plan', true),
  set_config('jit', 'off', true),
  set_config('work_mem', '64MB', true),
  set_config('idle_in_transaction_session_timeout', '60s', true)
