/**
 * Cases that cannot be agreed with, by name: what was recorded is not all that AWS answered, or not what
 * it answers today. README.md tells more.
 */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  "test_parallel_state[PARALLEL_STATE]": "the recording lacks ParallelStateSucceeded",
  test_parallel_state_order: "the recording lacks ParallelStateSucceeded",
  test_max_concurrency_path_negative: "the recording ends before the execution does",
  "test_reference_in_map_state[MAP_STATE_REFERENCE_IN_MAX_CONCURRENCY_PATH]":
    "the recording holds numbers where the API can only answer with text",
  test_start_execution_sync2: "recorded before executions could be redriven",
};
