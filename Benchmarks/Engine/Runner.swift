import Executor
import StorePostgres

/// What a run came to.
struct Run: Sendable {
  /// Steps a second.
  var rate: Double
  /// Processor time of this process, and of the server with all its sessions.
  var ownSeconds: Double
  var serverSeconds: Double
}

/// Steps all that is due in a database, by hand-written SQL or by the product.
struct Runner: Sendable {
  let site: Site
  let sample: Sample
  let settings: ExecutorSettings

  func floor(_ database: String, _ instances: Int) async throws -> Run {
    let floor = Floor(target: try await site.target(database))
    return try await measured(instances) {
      let done = try await floor.run()
      guard done == instances else { throw BenchError("the floor made \(done) steps") }
      return ProcessTime.seconds()
    }
  }

  func tocsin(_ database: String, _ instances: Int) async throws -> Run {
    let store = PostgresStore(try await site.target(database), connections: 8, engine: "bench")
    let crew = Crew(store: store, sample: sample, settings: settings)
    let run = try await measured(instances) {
      let tally = Tally(wanted: instances)
      try await crew.work(until: tally)
      return tally.endSeconds
    }
    await store.close()
    return run
  }

  /// - Parameter work: tells when it was done.
  private func measured(_ instances: Int, _ work: () async throws -> Double) async throws -> Run {
    let (server, own, start) = (await site.serverSeconds(), ProcessTime.ownSeconds(), ProcessTime.seconds())
    let end = try await work()
    return Run(
      rate: Double(instances) / (end - start), ownSeconds: ProcessTime.ownSeconds() - own,
      serverSeconds: await site.serverSeconds() - server)
  }
}
