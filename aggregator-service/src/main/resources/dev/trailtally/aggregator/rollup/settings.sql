-- Literal bounds at plan time prune the days of event; a plan must not depend on how fresh the statistics are.
select
  set_config('plan_cache_mode', 'force_custom_plan', true),
  set_config('jit', 'off', true),
  set_config('work_mem', '64MB', true),
  -- The version of this aggregator: V9 lets no other add to an account.
  set_config('trailtally.rollups', 'V9', true),
  set_config('idle_in_transaction_session_timeout', '60s', true)
