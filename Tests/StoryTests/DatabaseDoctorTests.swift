import Foundation
import PostgreSQL
import TestSupport
import Testing

/// What `doctor` says of the databases that reports ask.
@Suite struct `The doctor's look at databases` {
  @Test func `an account that can write, and a server that is not there, are trouble; a reader is not`() async throws {
    let folder = try TemporaryFolder.make()
    try FileManager.default.createDirectory(atPath: folder.path + "/sources", withIntermediateDirectories: true)
    let sources = ["reader": "odbc", "writer": "odbc", "far": "postgresql"]
    for (name, kind) in sources {
      let text = "source: \(name)\nkind: \(kind)\ndatabase: {env: \(name.uppercased())_URL}\n"
      try text.write(toFile: folder.path + "/sources/\(name).yaml", atomically: true, encoding: .utf8)
    }
    let database = try await TestDatabase.make("doctor")
    let reader = "\(database.name)_reader"
    let connection = try await database.connect()
    try await connection.execute("CREATE ROLE \(reader) LOGIN")
    await connection.close()
    let month = try SampleMonth([
      "TOCSIN_DIRECTORY": folder.path, "TOCSIN_DATABASE_URL": database.connectionString.secretText, "FAR_URL": "host=/nowhere dbname=ccb",
      "READER_URL": database.odbcText(user: reader), "WRITER_URL": database.odbcText(),
    ])
    _ = try await month.output("migrate")
    let said = try await month.output("doctor")
    #expect(said.contains("✓ reader: answers, and lets us only read"), "\(said)")
    #expect(said.contains("✗ writer: its account can write"), "\(said)")
    #expect(said.contains("✗ far: "), "\(said)")
    let left = try await database.connect()
    let probes = Statement("Probes", "SELECT count(*) FROM pg_class WHERE relname = 'tocsin_write_probe'")
    #expect(try await left.query(probes).only().int(0) == 0)
    await left.close()
  }
}
