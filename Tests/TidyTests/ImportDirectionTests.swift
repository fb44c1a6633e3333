import Testing

/// Who may import whom: the design's table, once more, so that Package.swift cannot drift from it unseen.
struct ImportDirectionTests {
  private static let allowed: [String: Set<String>] = [
    "PostgreSQL": ["CLibPQ"],
    "Curl": ["CLibCurl"],
    "Markup": ["CLibXML"],
    "YAML": ["CLibYAML"],
    "CEL": [],
    "Calendar": [],
    "Workflow": ["CEL", "Calendar"],
    "WorkflowFile": ["Workflow", "CEL", "Calendar", "YAML"],
    "Machine": ["Workflow", "CEL", "Calendar"],
    "Template": ["CEL", "Markup"],
    "Store": ["Machine", "Workflow", "CEL", "Calendar"],
    "StorePostgres": ["Store", "Machine", "Workflow", "CEL", "Calendar", "PostgreSQL"],
    "EmbeddedPostgres": ["PostgreSQL", "CSpawn"],
    "Channel": ["CEL", "Calendar"],
    "Mail": [],
    "Mailbox": ["Curl"],
    "Replies": ["Mail", "Executor", "Machine", "Store", "Workflow", "CEL", "Calendar"],
    "ChannelMail": ["Channel", "CEL", "Calendar", "Curl"],
    "ChannelTeams": ["Channel", "CEL", "Calendar", "Curl"],
    "Source": ["CEL", "Calendar"],
    "SourceHTTP": ["Source", "CEL", "Calendar", "Curl"],
    "SourceFile": ["Source", "CEL", "Calendar"],
    "HTTPServer": ["CMicroHTTPD"],
    "Sodium": ["CSodium"],
    "ChannelWebhook": ["Channel", "CEL", "Calendar", "Curl", "Sodium"],
    "Answers": [
      "Sodium", "HTTPServer", "Curl", "ChannelWebhook", "Store", "Executor", "Channel", "Machine", "Workflow", "CEL", "Calendar",
    ],
    "Spreadsheet": ["CXLSXWriter"],
    "ODBC": ["CODBC"],
    "MongoDB": ["CMongoC"],
    "Diagram": ["Workflow", "Machine", "CEL", "Calendar"],
    "Proof": ["Workflow", "Machine", "CEL", "Calendar"],
    "Report": ["CEL", "Calendar"],
    "SourceSQL": ["Source", "Report", "CEL", "Calendar", "PostgreSQL", "ODBC"],
    "SourceMongo": ["Source", "CEL", "Calendar", "MongoDB"],
    "Refresh": ["Source", "SourceSQL", "Report", "CEL", "Calendar", "PostgreSQL"],
    "Simulator": ["Executor", "Machine", "Store", "Channel", "Source", "Template", "Workflow", "CEL", "Calendar"],
    "Scenario": ["Simulator", "Machine", "Workflow", "CEL", "Calendar", "YAML"],
    "Rules": ["CEL", "Calendar", "Workflow", "YAML"],
    "Executor": ["Machine", "Store", "Channel", "Source", "Template", "Workflow", "CEL", "Calendar"],
  ]

  private static let toolchain: Set<String> = [
    "Foundation", "FoundationEssentials", "Dispatch", "Glibc", "Synchronization", "Testing",
  ]

  @Test func `each target imports only what the design allows`() {
    for file in SourceTree.sources where file.target != "tocsin" && file.target != "System" {
      guard let allowed = Self.allowed[file.target] else {
        Issue.record("\(file.path): the target \(file.target) is not in the table")
        continue
      }
      for module in Self.imports(of: file) where !Self.toolchain.contains(module) {
        #expect(allowed.contains(module), "\(file.path) imports \(module)")
      }
    }
  }

  @Test func `only the face of a C library imports it`() {
    let faces = [
      "CLibPQ": "PostgreSQL", "CLibCurl": "Curl", "CLibXML": "Markup", "CLibYAML": "YAML", "CSpawn": "EmbeddedPostgres",
      "CXLSXWriter": "Spreadsheet", "CODBC": "ODBC", "CMongoC": "MongoDB", "CMicroHTTPD": "HTTPServer",
      "CSodium": "Sodium",
    ]
    for file in SourceTree.sources {
      for module in Self.imports(of: file) {
        if let face = faces[module] { #expect(file.target == face, "\(file.path) imports \(module)") }
      }
    }
  }

  private static func imports(of file: SourceTree.File) -> [String] {
    file.lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let at = words.firstIndex(of: "import"), at < 3, words.count > at + 1 else { return nil }
      guard words[..<at].allSatisfy({ ["package", "public", "internal", "private", "@preconcurrency"].contains($0) }) else { return nil }
      return words[at + 1].split(separator: ".").first.map(String.init)
    }
  }
}
