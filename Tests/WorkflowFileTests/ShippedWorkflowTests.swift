import CEL
import Calendar
import Testing
import Workflow
import WorkflowFile

/// The two files of the main job, as shipped.
struct ShippedWorkflowTests {
  @Test(arguments: ["workflows/emsp-faulty-bookings.yaml", "workflows/emsp-partner-escalation.yaml"])
  func `a shipped workflow has nothing wrong and nothing doubtful`(path: String) throws {
    do {
      let read = try WorkflowReader.project(path)
      #expect(read.warnings.text([path: try Project.text(path)]) == "")
    } catch let error as Diagnostics {
      Issue.record("\(error.text([path: try Project.text(path)]))")
    }
  }

  @Test func `one refresh at a time, and one that waits for a person counts for none`() throws {
    let path = "samples/dpdc/workflows/bill-stop-refresh.yaml"
    let contacts = try ContactsReader().read(path: "contacts.yaml", text: Project.text("samples/dpdc/contacts.yaml"))
    let known = KnownNames(contacts: contacts.type, settings: ["bill_stop_schedule": "0 2 * * *"])
    let read = try WorkflowReader(known: known).read(path: path, text: Project.text(path), types: [:])
    #expect(read.warnings.text([path: try Project.text(path)]) == "")
    #expect(read.definition.overlap == .skip)
    #expect(read.definition.states.filter(\.isIdle).map(\.path) == ["failed"])
    #expect(read.definition.starts.map(\.trigger).last == .on(event: "refresh.requested"))
  }

  @Test(arguments: Overlap.allCases)
  func `what an overlap means is one of three words`(overlap: Overlap) throws {
    let text = "workflow: w\noverlap: \(overlap.rawValue)\ninitial: done\nstates: {done: {type: final}}\n"
    #expect(try WorkflowReader(known: KnownNames()).read(path: "w.yaml", text: text, types: [:]).definition.overlap == overlap)
    #expect(throws: Diagnostics.self) {
      try WorkflowReader(known: KnownNames()).read(path: "w.yaml", text: text.replacing(overlap.rawValue, with: "skp"), types: [:])
    }
  }
}
