/** Cases whose result or sequence of events differs, by name. README.md tells why at length. */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  "test_parallel_state[PARALLEL_STATE]": "the recording lacks ParallelStateSucceeded",
  test_parallel_state_order: "the recording lacks ParallelStateSucceeded",
  test_max_concurrency_path_negative: "the recording ends before the execution does",
};
