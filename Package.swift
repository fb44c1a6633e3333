// swift-tools-version: 6.2
import PackageDescription

/// What every target is held to: Swift 6 mode, the strict upcoming features, and no warning that stays.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// A C library as Debian ships it; its Swift face is the one target that may import it.
func library(_ name: String, pkgConfig: String, apt: String) -> Target {
  .systemLibrary(name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// A part of Tocsin, and what it may import.
func part(_ name: String, _ imports: Target.Dependency...) -> Target {
  .target(name: name, dependencies: imports, swiftSettings: strict)
}

/// A part that is there with its trait only: with `--disable-default-traits` nobody needs its library.
func optional(_ name: String, _ trait: String) -> Target.Dependency {
  .target(name: name, condition: .when(traits: [trait]))
}

/// The tests of a part.
func tests(_ name: String, _ imports: Target.Dependency...) -> Target {
  .testTarget(name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + imports, swiftSettings: strict)
}

let package = Package(
  name: "tocsin",
  products: [.executable(name: "tocsin", targets: ["tocsin"])],
  traits: [
    .trait(name: "MongoDB", description: "Sources in MongoDB; needs libmongoc-dev."),
    .trait(name: "ODBC", description: "Sources behind an ODBC driver, Oracle among them; needs unixodbc-dev."),
    .trait(name: "Spreadsheet", description: "Workbooks (xlsx); needs libxlsxwriter-dev."),
    .default(enabledTraits: ["MongoDB", "ODBC", "Spreadsheet"]),
  ],
  targets: [
    // C libraries, and the one Swift face of each.
    library("CLibPQ", pkgConfig: "libpq", apt: "libpq-dev"),
    library("CLibCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
    library("CLibXML", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),
    library("CLibYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
    // What glibc's posix_spawn can do beyond POSIX.
    .systemLibrary(name: "CSpawn", path: "Sources/System/CSpawn"),
    part("PostgreSQL", "CLibPQ"),
    part("Curl", "CLibCurl"),
    part("Markup", "CLibXML"),
    part("YAML", "CLibYAML"),
    library("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
    library("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
    part("HTTPServer", "CMicroHTTPD"),
    part("Sodium", "CSodium"),
    library("CXLSXWriter", pkgConfig: "xlsxwriter", apt: "libxlsxwriter-dev"),
    library("CODBC", pkgConfig: "odbc", apt: "unixodbc-dev"),
    library("CMongoC", pkgConfig: "libmongoc-1.0", apt: "libmongoc-dev"),
    part("Spreadsheet", optional("CXLSXWriter", "Spreadsheet")),
    part("ODBC", optional("CODBC", "ODBC")),
    part("MongoDB", optional("CMongoC", "MongoDB")),

    // Values and pure functions.
    part("CEL"),
    part("Calendar"),
    part("Workflow", "CEL", "Calendar"),
    part("WorkflowFile", "Workflow", "CEL", "Calendar", "YAML"),
    part("Machine", "Workflow", "CEL", "Calendar"),
    part("Template", "CEL", "Markup"),
    part("Diagram", "Workflow", "Machine", "CEL", "Calendar"),
    part("Proof", "Workflow", "Machine", "CEL", "Calendar"),

    // Remembering.
    part("Store", "Machine", "Workflow", "CEL", "Calendar"),
    part("StorePostgres", "Store", "Machine", "Workflow", "CEL", "Calendar", "PostgreSQL"),
    part("EmbeddedPostgres", "PostgreSQL", "CSpawn"),

    // Reaching the world.
    part("Channel", "CEL", "Calendar"),
    part("Mail"),
    part("Mailbox", "Curl"),
    part("ChannelMail", "Channel", "CEL", "Calendar", "Curl"),
    part("ChannelTeams", "Channel", "CEL", "Calendar", "Curl"),
    part("ChannelWebhook", "Channel", "CEL", "Calendar", "Curl", "Sodium"),
    part("Source", "CEL", "Calendar"),
    part("SourceHTTP", "Source", "CEL", "Calendar", "Curl"),
    part("SourceFile", "Source", "CEL", "Calendar"),
    part("Report", "CEL", "Calendar"),
    part("SourceSQL", "Source", "Report", "CEL", "Calendar", "PostgreSQL", "ODBC"),
    part("SourceMongo", "Source", "CEL", "Calendar", "MongoDB"),
    part("Refresh", "Source", "SourceSQL", "Report", "CEL", "Calendar", "PostgreSQL"),

    // Putting it to work.
    part("Rules", "CEL", "Calendar", "Workflow", "YAML"),
    part("Executor", "Machine", "Store", "Channel", "Source", "Template", "Workflow", "CEL", "Calendar"),
    part("Replies", "Mail", "Executor", "Machine", "Store", "Workflow", "CEL", "Calendar"),
    part(
      "Answers", "Sodium", "HTTPServer", "Curl", "ChannelWebhook", "Store", "Executor", "Channel", "Machine", "Workflow", "CEL", "Calendar"),
    part("Simulator", "Executor", "Machine", "Store", "Channel", "Source", "Template", "Workflow", "CEL", "Calendar"),
    part("Scenario", "Simulator", "Machine", "Workflow", "CEL", "Calendar", "YAML"),
    .executableTarget(
      name: "tocsin",
      dependencies: [
        "CEL", "Calendar", "Workflow", "WorkflowFile", "YAML", "Machine", "Template", "Store", "StorePostgres",
        "PostgreSQL", "EmbeddedPostgres", "Channel", "ChannelMail", "ChannelTeams", "Curl", "Source", "SourceHTTP",
        "SourceFile", "Rules", "Executor", "Spreadsheet", "Diagram", "Proof", "Report", "SourceSQL",
        "SourceMongo", "Refresh", "Simulator", "Scenario", "HTTPServer", "Sodium", "Mail", "Mailbox", "Replies", "Answers",
        "ChannelWebhook", "Markup",
      ],
      swiftSettings: strict),

    // What guards cost: scripts/bench-cel.
    .executableTarget(name: "CELBench", dependencies: ["CEL"], path: "Benchmarks/CEL", exclude: ["guards.txt"], swiftSettings: strict),
    // Durable steps beside hand-written SQL, and what else the engine costs: scripts/bench-engine.
    .executableTarget(
      name: "EngineBench",
      dependencies: [
        "Executor", "Store", "StorePostgres", "PostgreSQL", "EmbeddedPostgres", "Machine", "Template", "Workflow", "WorkflowFile",
        "CEL", "Calendar", "Source",
      ], path: "Benchmarks/Engine", swiftSettings: strict),
    // Mails beside Postfix's smtp-source: scripts/bench-mail.
    .executableTarget(
      name: "MailBench",
      dependencies: ["BenchSupport", "Channel", "ChannelMail", "Curl", "Template", "Workflow", "CEL", "Calendar"], path: "Benchmarks/Mail",
      swiftSettings: strict),
    // What benchmarks and the tests of loads ask of their own process.
    .target(name: "BenchSupport", path: "Benchmarks/Shared", swiftSettings: strict),

    // Tests. What several suites share (servers that they start, folders that they clean) is in TestSupport.
    .target(
      name: "TestSupport", dependencies: ["PostgreSQL", "EmbeddedPostgres", "CSpawn"], path: "Tests/TestSupport",
      swiftSettings: strict),
    // One more process that uses a state folder.
    .executableTarget(
      name: "EmbeddedProbe", dependencies: ["EmbeddedPostgres"], path: "Tests/EmbeddedProbe", swiftSettings: strict),
    // A real store behind which a story can look, wait, and put trouble.
    .target(
      name: "StoreProbe", dependencies: ["Store", "Machine", "Workflow", "CEL", "Calendar"], path: "Tests/StoreProbe",
      swiftSettings: strict),
    // An executor that dies of one instance.
    .executableTarget(
      name: "ExecutorProbe",
      dependencies: [
        "StoreProbe", "Executor", "Store", "StorePostgres", "PostgreSQL", "Machine", "Template", "Workflow", "WorkflowFile", "CEL",
        "Calendar",
      ], path: "Tests/ExecutorProbe", swiftSettings: strict),
    // Worlds made from a seed, in which real executors live.
    .target(
      name: "Universe",
      dependencies: [
        "Executor", "Simulator", "Store", "StorePostgres", "PostgreSQL", "Machine", "Channel", "Source", "Template", "Workflow",
        "WorkflowFile", "CEL", "Calendar",
      ], path: "Tests/Universe", swiftSettings: strict),
    tests("Universe"),
    tests("PostgreSQL", "TestSupport", "EmbeddedPostgres", "EmbeddedProbe"),
    tests("Curl", "TestSupport"),
    tests("Markup"),
    tests("YAML"),
    tests("CEL"),
    tests("Calendar"),
    tests("Workflow", "CEL", "Calendar"),
    tests("WorkflowFile", "Workflow", "Template", "CEL", "Calendar", "YAML"),
    tests("Machine", "Workflow", "WorkflowFile", "CEL", "Calendar"),
    tests("Template", "Workflow", "CEL", "Calendar"),
    tests("Store", "StorePostgres", "Machine", "Workflow", "WorkflowFile", "CEL", "Calendar", "TestSupport", "PostgreSQL"),
    tests("Rules", "CEL", "Calendar", "Workflow", "YAML", "Source", "SourceHTTP", "Curl", "TestSupport"),
    tests(
      "Channel", "ChannelMail", "ChannelTeams", "ChannelWebhook", "BenchSupport", "CEL", "Calendar", "TestSupport", "Curl", "PostgreSQL"),
    tests("Mail", "BenchSupport"),
    tests("Mailbox", "Mail", "Curl", "Channel", "ChannelMail", "Calendar", "CEL", "TestSupport"),
    tests("Source", "SourceHTTP", "SourceFile", "CEL", "Calendar", "TestSupport", "Curl"),
    tests(
      "Executor", "Store", "StorePostgres", "Machine", "Workflow", "WorkflowFile", "Template", "Channel", "ChannelMail",
      "ChannelTeams", "Curl", "Source", "CEL", "Calendar", "TestSupport", "PostgreSQL", "EmbeddedPostgres", "StoreProbe",
      "ExecutorProbe"),
    tests("HTTPServer", "Sodium", "Curl", "TestSupport"),
    tests("Answers", "HTTPServer", "Curl", "Executor", "Store", "Channel", "Machine", "Workflow", "CEL", "Calendar"),
    tests("Spreadsheet", "TestSupport"),
    tests("Diagram", "Workflow", "WorkflowFile", "Machine", "CEL", "Calendar", "TestSupport"),
    tests("Proof", "Workflow", "WorkflowFile", "Machine", "CEL", "Calendar"),
    tests("SourceSQL", "Source", "SourceMongo", "Report", "CEL", "Calendar", "PostgreSQL", "ODBC", "MongoDB", "TestSupport"),
    tests("Refresh", "Source", "SourceSQL", "Report", "CEL", "Calendar", "PostgreSQL", "StorePostgres", "EmbeddedPostgres", "TestSupport"),
    tests(
      "Simulator", "Scenario", "Executor", "Machine", "Store", "StorePostgres", "Channel", "Source", "Template", "Workflow",
      "WorkflowFile", "YAML", "CEL", "Calendar", "TestSupport"),
    // The program as a person runs it: stories, crashes, the demo.
    .testTarget(
      name: "StoryTests",
      dependencies: [
        "tocsin", "TestSupport", "PostgreSQL", "EmbeddedPostgres", "CEL", "Calendar", "Executor", "Source", "YAML", "Curl",
        "ChannelWebhook",
      ],
      swiftSettings: strict),
    // The tree itself: directions of imports, sizes, bans.
    .testTarget(name: "TidyTests", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
