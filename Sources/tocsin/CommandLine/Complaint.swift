import EmbeddedPostgres
import Foundation
import PostgreSQL
import Store
import Workflow
import WorkflowFile
import YAML

/// Says in one place, and in one voice, why a command ended badly.
enum Complaint {
  static func report(_ error: any Error) -> ExitCode {
    switch error {
    case let error as UsageError:
      say(error.message, hint: error.hint)
      return .usage
    case let error as CommandError:
      say(error.message, hint: error.hint)
    case let error as YAMLProblems:
      say("\(error)", hint: nil)
      return .usage
    case let error as CompanionComplaint:
      FileHandle.standardError.write(Data((error.text + "\n").utf8))
    case let error as Diagnostics:
      FileHandle.standardError.write(Data((DiagnosticText(sources: []).render(error.all) + "\n").utf8))
    case let error as StoreError:
      say(error.message, hint: hint(for: error))
    case let error as StepAbandoned:
      say(error.reason, hint: nil)
    case let error as EmbeddedError:
      say("\(error)", hint: nil)
    case let error as PostgresError:
      say("The database says: \(error.message)", hint: nil)
    case let error as CocoaError:
      say("\(error.filePath.map { "\($0) " } ?? "A file ")\(words(error))", hint: nil)
    default:
      say("\(error)", hint: nil)
    }
    return .trouble
  }

  /// What became of a file, after its name.
  private static func words(_ error: CocoaError) -> String {
    switch error.code {
    case .fileReadNoSuchFile, .fileNoSuchFile: "is not there (if it is a link, it leads nowhere)."
    case .fileReadNoPermission: "cannot be read by this user."
    case .fileWriteNoPermission: "cannot be written by this user."
    case .fileReadInapplicableStringEncoding, .fileReadCorruptFile, .fileReadUnknownStringEncoding: "is no UTF-8 text."
    case .fileReadTooLarge: "is too large, or there are too many."
    case .fileWriteOutOfSpace: "cannot be written: the disk is full."
    default: "cannot be used: \(error.localizedDescription)"
    }
  }

  private static func say(_ message: String, hint: String?) {
    let text = "tocsin: \(message)" + (hint.map { "\n        \($0)" } ?? "") + "\n"
    FileHandle.standardError.write(Data(text.utf8))
  }

  private static func hint(for error: StoreError) -> String? {
    switch error.retry {
    case .unreachable: "Is the database running, and TOCSIN_DATABASE_URL right?"
    case .resource: "The database is short of something (disk, connections, time); nothing was changed."
    case .conflict, .constraint, .never: nil
    }
  }
}
