import Calendar

extension MemoryStore {
  package func register(_ executor: ExecutorRecord) {
    executors[executor.id] = MemoryExecutor(record: executor, heartbeat: leaseClock())
  }

  package func heartbeat(_ id: ExecutorID) { executors[id]?.heartbeat = leaseClock() }

  package func end(_ id: ExecutorID) { executors[id]?.isEnded = true }

  package func declareDead(_ id: ExecutorID, silenceSeconds: Int) {
    guard let present = executors[id], !present.isEnded else { return }
    executors[id]?.heartbeat = min(present.heartbeat, leaseClock().adding(seconds: -Int64(silenceSeconds) - 1))
  }

  package func uncleanDeaths(silenceSeconds: Int, carefulSeconds: Int) -> Int {
    let silent = leaseClock().adding(seconds: -Int64(silenceSeconds))
    let forgotten = silent.adding(seconds: -Int64(carefulSeconds))
    return executors.values.count { !$0.isEnded && $0.heartbeat < silent && $0.heartbeat >= forgotten }
  }
}
