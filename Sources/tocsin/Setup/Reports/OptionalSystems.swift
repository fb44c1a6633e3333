import CEL
import Report
import Source
import SourceMongo
import SourceSQL
import YAML

/// Systems that a build may be without (package traits).
enum OptionalSystems {
  static func odbc(
    _ connection: String, _ settings: SQLSettings, _ node: YAML.Node, _ problems: ProblemList
  ) -> (any RowSource)? {
    #if ODBC
      return ODBCRowSource(connection: connection, settings)
    #else
      problems.report(node, "this build has no ODBC", hint: "build with the trait ODBC (it is on by default)")
      return nil
    #endif
  }

  typealias MongoQuestion = (_ name: String, _ collection: String, _ filter: @escaping @Sendable (SourceRequest) throws -> ValueMap) ->
    any Source

  static func mongo(_ address: String, _ node: YAML.Node, _ problems: ProblemList) -> MongoQuestion? {
    #if MongoDB
      return { name, collection, filter in MongoSource(name: name, address: address, collection: collection, filter: filter) }
    #else
      problems.report(node, "this build has no MongoDB", hint: "build with the trait MongoDB (it is on by default)")
      return nil
    #endif
  }
}
