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
}
