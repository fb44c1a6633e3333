import CEL
import Calendar
import Executor
import Store
import Workflow
import WorkflowFile

extension Command {
  static let doctor = Command(
    name: "doctor", summary: "Look for trouble everywhere: database, clocks, executors, messages, storage, files, versions.",
    discussion: "Reads only. Each finding names its way out. Exit code 1 where something is wrong.",
    run: { call in
      let files = filesFindings(call)
      do {
        return try await call.withStore { access in
          let health = try await Health.look(access)
          let found =
            try await clocks(access) + health.findings(access.times) + Health.storage(access, call) + Health.databases(access, call)
            + files + deployed(call, access)
          return show(found, call)
        }
      } catch let error as CommandError {
        // The database answers, but is not ready.
        return show([Health.Finding(weight: .trouble, subject: "database", text: error.message, wayOut: error.hint)] + files, call)
      } catch let error as StoreError {
        return show([Health.Finding(weight: .trouble, subject: "database", text: error.message, wayOut: nil)] + files, call)
      }
    })

  private static func show(_ findings: [Health.Finding], _ call: Invocation) -> ExitCode {
    if call.isJSON {
      call.terminal.write(JSON.write(FindingList.json(findings)))
    } else {
      call.terminal.write(call.terminal.styled(Table.safe(findings.answer), findings.isTrouble ? .red : .green))
      FindingList.show(findings, call.terminal)
    }
    return findings.isTrouble ? .trouble : .success
  }

  /// A clock that is further off would make people doubt what they see; executors live by the database's.
  private static let offsetSecondsMax = 2.0

  private static func clocks(_ access: StoreAccess) async throws -> [Health.Finding] {
    let clock = SystemClock()
    let before = clock.now()
    let reading = try await access.store.clock()
    let after = clock.now()
    let middle = before.microsecondsSinceEpoch / 2 + after.microsecondsSinceEpoch / 2
    let offset = Double(reading.database.microsecondsSinceEpoch - middle) / 1_000_000
    var found = [
      Health.Finding(
        weight: .fine, subject: "database",
        text: "\(access.databaseName), epoch \(reading.epoch), answers in \((after - before).milliseconds) ms")
    ]
    if let position = reading.timeLapse {
      found.append(Health.Finding(weight: .notice, subject: "clock", text: "time-lapse stands at \(access.times.second(position))"))
    }
    if abs(offset) > offsetSecondsMax {
      found.append(
        Health.Finding(
          weight: .trouble, subject: "clock",
          text: "this machine and the database are \(SpanText.words(seconds: Int64(offset.rounded()))) apart; executors go by the database",
          wayOut: "Set the clocks (NTP) on both."))
    } else {
      found.append(Health.Finding(weight: .fine, subject: "clock", text: "this machine and the database agree"))
    }
    return found
  }

  private static func filesFindings(_ call: Invocation) -> [Health.Finding] {
    do {
      let files = try InstallationFiles(directory: call.directory, configuration: try call.configuration())
      let count = try files.checkedWorkflows().count
      return [Health.Finding(weight: .fine, subject: "files", text: "\(count == 1 ? "1 workflow" : "\(count) workflows"), nothing wrong")]
    } catch let error as Diagnostics {
      let errors = error.all.count == 1 ? "1 error" : "\(error.all.count) errors"
      return [Health.Finding(weight: .trouble, subject: "files", text: "\(errors) in workflow files", wayOut: "tocsin validate")]
    } catch {
      return [Health.Finding(weight: .trouble, subject: "files", text: "\(error)", wayOut: "tocsin validate")]
    }
  }

  /// Whether what lies in the folder is what is deployed.
  private static func deployed(_ call: Invocation, _ access: StoreAccess) async throws -> [Health.Finding] {
    guard let files = try? InstallationFiles(directory: call.directory, configuration: call.configuration()),
      let checked = try? files.checkedWorkflows()  // What is wrong with them was said above.
    else { return [] }
    let current = Dictionary(try await access.store.workflows().map { ($0.workflow, $0) }, uniquingKeysWith: { first, _ in first })
    return checked.compactMap { one in
      guard let there = current[one.definition.name] else {
        return Health.Finding(weight: .notice, subject: one.definition.name, text: "is not deployed", wayOut: "tocsin deploy")
      }
      guard there.hash != one.definition.hash else { return nil }
      return Health.Finding(
        weight: .notice, subject: one.definition.name,
        text: "the file is not what is deployed (number \(there.number), \(access.times.minute(there.deployedAt)))", wayOut: "tocsin deploy"
      )
    }
  }
}

extension Duration {
  fileprivate var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
