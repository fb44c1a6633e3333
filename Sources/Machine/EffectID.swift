/// Names an effect for ever: the instance, the step that decided it, and its place among that step's effects.
package struct EffectID: Hashable, Comparable, Sendable {
  package var instance: InstanceID
  package var step: Int
  package var index: Int

  package init(instance: InstanceID, step: Int, index: Int) {
    self.instance = instance
    self.step = step
    self.index = index
  }

  /// Reads `instance/step/index`; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, let instance = InstanceID(String(parts[0])), let step = Int(parts[1]), let index = Int(parts[2])
    else { return nil }
    self.init(instance: instance, step: step, index: index)
  }

  package static func < (left: EffectID, right: EffectID) -> Bool {
    (left.instance, left.step, left.index) < (right.instance, right.step, right.index)
  }
}

extension EffectID: CustomStringConvertible {
  package var description: String { "\(instance)/\(step)/\(index)" }
}
