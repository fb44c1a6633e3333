package import Calendar
import Machine
package import Workflow

/// Keeps definitions by their hash and says which is current.
package protocol DefinitionStore: Sendable {
  /// Makes a definition the current one of its workflow, keeps its files, and tells each of its schedules
  /// (`workflow/@start.n` for n in 0..<starts, opened where it is missing, `@deployed` in its inbox). A schedule beyond
  /// `starts` is ended. Deploying the current definition again changes nothing.
  func deploy(_ closure: DefinitionClosure, starts: Int, at now: Instant) async throws(StoreError) -> Deployment
  /// The files of a definition; nil where the hash was never deployed.
  func closure(of hash: DefinitionHash) async throws(StoreError) -> DefinitionClosure?
  /// What is current, by name.
  func workflows() async throws(StoreError) -> [WorkflowRecord]
}

/// A workflow file with everything it is pinned with, as texts.
package struct DefinitionClosure: Hashable, Sendable {
  package struct File: Hashable, Sendable {
    package var path: String
    package var text: String

    package init(path: String, text: String) {
      self.path = path
      self.text = text
    }
  }

  package var hash: DefinitionHash
  package var workflow: String
  /// The workflow's own file first, then its types.
  package var files: [File]
  /// What its expressions can read; what they cannot is not loaded for a step.
  package var reads: Definition.Reads

  package init(
    hash: DefinitionHash, workflow: String, files: [File],
    reads: Definition.Reads = Definition.Reads(items: true, children: true)
  ) {
    self.hash = hash
    self.workflow = workflow
    self.files = files
    self.reads = reads
  }
}

package struct Deployment: Hashable, Sendable {
  /// Counts the deployments of this workflow, from 1.
  package var number: Int
  package var isNew: Bool

  package init(number: Int, isNew: Bool) {
    self.number = number
    self.isNew = isNew
  }
}

package struct WorkflowRecord: Hashable, Sendable {
  package var workflow: String
  package var hash: DefinitionHash
  package var number: Int
  package var deployedAt: Instant

  package init(workflow: String, hash: DefinitionHash, number: Int, deployedAt: Instant) {
    self.workflow = workflow
    self.hash = hash
    self.number = number
    self.deployedAt = deployedAt
  }
}
