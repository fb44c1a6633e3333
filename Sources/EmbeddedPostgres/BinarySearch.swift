/// Where installed PostgreSQL servers are looked for.
package struct BinarySearch: Hashable, Sendable {
  /// A folder with one directory per major version, named prefix + version (`/usr/lib/postgresql/15`).
  package struct Root: Hashable, Sendable {
    package let folder: String
    package let prefix: String

    package init(folder: String, prefix: String = "") {
      self.folder = folder
      self.prefix = prefix
    }
  }

  package var roots: [Root]

  /// Debian's and Ubuntu's folder, then that of the packages for Red Hat.
  package init(
    roots: [Root] = [Root(folder: "/usr/lib/postgresql"), Root(folder: "/usr", prefix: "pgsql-")]
  ) {
    self.roots = roots
  }

  /// What the schema needs.
  static let majorVersionMin = 13

  /// The binaries of one major version, or of the highest; an error says how to install them.
  func find(majorVersion: Int?, dataFolder: String) throws(EmbeddedError) -> Binaries {
    let found = installed()
    if let majorVersion {
      guard let binaries = found.first(where: { $0.majorVersion == majorVersion }) else {
        throw EmbeddedError(
          "the data in \(dataFolder) were made by PostgreSQL \(majorVersion), which is not installed: "
            + "apt-get install postgresql-\(majorVersion)",
          detail: "installed: \(found.map { String($0.majorVersion) }.joined(separator: ", "))")
      }
      return binaries
    }
    guard let highest = found.first else {
      throw EmbeddedError(
        "no PostgreSQL server (\(Self.majorVersionMin) or newer) is installed: apt-get install postgresql, "
          + "or name a database in TOCSIN_DATABASE_URL")
    }
    return highest
  }

  /// Highest version first.
  private func installed() -> [Binaries] {
    roots.flatMap { root in
      FileTree.names(in: root.folder).compactMap { name -> Binaries? in
        guard name.hasPrefix(root.prefix), let version = Int(name.dropFirst(root.prefix.count)) else { return nil }
        let binaries = Binaries(majorVersion: version, folder: "\(root.folder)/\(name)/bin")
        guard version >= Self.majorVersionMin, FileTree.exists(binaries.postgres), FileTree.exists(binaries.initdb)
        else { return nil }
        return binaries
      }
    }.sorted { $0.majorVersion > $1.majorVersion }
  }
}

/// The programs of one major version.
struct Binaries: Hashable, Sendable {
  let majorVersion: Int
  let folder: String
  var postgres: String { folder + "/postgres" }
  var initdb: String { folder + "/initdb" }
}
