import Report
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
}
