package import Simulator

/// What a universe is like, drawn from its seed: who lives in it, and how often what goes wrong.
package struct UniversePlan: Sendable {
  package var executors: Int
  package var ladders: Int
  package var askers: Int
  package var families: Int
  /// Whose mails go together.
  package var alarms: Int
  /// Seconds in which things go wrong.
  package var chaosSeconds: Double
  /// Seconds after the last fault; by its end everything due is done.
  package var calmSeconds: Double
  /// Chances per verb of the store.
  package var crash: Double
  package var lostAnswer: Double
  package var refusal: Double
  /// Chances per ten seconds.
  package var kill: Double
  package var stall: Double
  package var clockJump: Double
  package var restart: Double
  /// Chance that a message's other side misbehaves.
  package var wireTrouble: Double
  /// Chance that an event kills whoever reads it, or cannot be worked off.
  package var poison: Double

  package init(_ dice: inout Dice) {
    executors = dice.number(in: 2...3)
    ladders = dice.number(in: 2...5)
    askers = dice.number(in: 1...3)
    families = dice.number(in: 0...1)
    alarms = dice.number(in: 0...5)
    chaosSeconds = Double(dice.number(in: 120...240))
    calmSeconds = 260
    // Most universes are a little unlucky in all ways, some very much in one.
    crash = 0.004
    lostAnswer = 0.015
    refusal = 0.015
    kill = 0.06
    stall = 0.08
    clockJump = 0.03
    restart = 0.04
    wireTrouble = 0.35
    poison = 0.05
    switch dice.number(in: 0...7) {
    case 0: crash = 0.03
    case 1: lostAnswer = 0.12
    case 2: stall = 0.5
    case 3: refusal = 0.2
    case 4: clockJump = 0.4
    case 5: (crash, lostAnswer, refusal, kill, stall, clockJump) = (0, 0, 0, 0, 0, 0)
    case 6: poison = 0.4
    default: break
    }
  }
}
