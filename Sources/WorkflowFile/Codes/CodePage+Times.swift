import Workflow

extension CodePage {
  static let times: [CodePage] = [
    CodePage(
      .badCron, "Five fields: minute, hour, day of the month, month, day of the week. `0 6 1 * *` is 06:00 on the 1st.",
      started("{cron: \"0 25 * * *\", key: 'format(now, \"yyyy-MM-dd\")'}"),
      started("{cron: \"0 5 * * *\", key: 'format(now, \"yyyy-MM-dd\")'}")),
    CodePage(
      .cronNeverFires, "The fields are sound, and no date fits them all: there is no 31 February.",
      started("{cron: \"0 6 31 2 *\", key: 'format(now, \"yyyy-MM\")'}"),
      started("{cron: \"0 6 L * *\", key: 'format(now, \"yyyy-MM\")'}")),
    CodePage(
      .badDuration, "`10m`, `2h`, `1d`, `1w`, `1mo`, `3 business days`, `4 business hours`, or ISO 8601: `PT5M`.",
      """
      workflow: example
      initial: open
      states:
        open: {after: {2 fortnights: closed}}
        closed: {type: final}
      """, plain),
    CodePage(
      .impossibleDay,
      """
      No month has such a day, no day such a time, or the pattern of a date has letters that mean nothing. `day(t, 31)` is fine: in a
      shorter month it is the last day.
      """,
      timed("day(now, 32, \"09:00\")"), timed("day(now, 31, \"09:00\")")),
    CodePage(
      .unknownZone, "Zones have the names of the IANA database: `Europe/Berlin`, `Asia/Dhaka`, `UTC`.",
      """
      workflow: example
      timezone: Berlin
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      timezone: Europe/Berlin
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .unknownCalendar, "Calendars are files of `calendars/`; the name is the file's without its ending.",
      """
      workflow: example
      calendar: ofice
      initial: open
      states:
        open: {after: {2 business days: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      calendar: office
      initial: open
      states:
        open: {after: {2 business days: closed}}
        closed: {type: final}
      """),
    CodePage(
      .keyTooCoarse,
      """
      A key runs once. A schedule that comes round again before its key has changed opens nothing the second time. Make the key as
      fine as the schedule, or say `again: always`.
      """,
      started("{cron: \"0 */6 * * *\", key: 'format(now, \"yyyy-MM-dd\")'}"),
      started("{cron: \"0 */6 * * *\", key: 'format(now, \"yyyy-MM-dd HH\")'}")),
    CodePage(
      .badHours, "Hours are intervals of a day, `09:00-17:00`, which may end at `24:00` and do not overlap.",
      bad: .calendar("calendar: office\nhours: [\"17:00-09:00\"]"), good: .calendar("calendar: office\nhours: [\"09:00-17:00\"]")),
    CodePage(
      .badHolidays, "`file` names an iCalendar (`.ics`) or JSON file in the same folder, with the dates of holidays.",
      bad: .calendar("calendar: office\nholidays: {file: germany.ics}"),
      good: .calendar("calendar: office\nholidays: {2026-01-01: New Year}")),
    CodePage(
      .clockNeverRuns,
      """
      The deadline is set while its state is active, and its clock runs in states that never are at the same time. Let it stand in a state
      around those in which the clock runs, so that it stays set while the clock pauses.
      """,
      ticket("open: {after: {4h: {clock: ours, target: closed}}, on: {taken: working}}\n  working: {after: {1d: closed}}", "working"),
      ticket("open: {after: {4h: {clock: ours, target: closed}}, on: {taken: working}}\n  working: {after: {1d: closed}}", "open")),
    CodePage(
      .clockCounts,
      """
      A clock that pauses keeps what is left of a time. Of a day of the calendar nobody can say what is left at noon: count `24h`, or
      `8 business hours`.
      """,
      ticket("open: {after: {1d: {clock: ours, target: closed}}}", "open"),
      ticket("open: {after: {24h: {clock: ours, target: closed}}}", "open")),
    CodePage(
      .calendarCircle, "A calendar takes over what the one that it extends says; in a circle nobody says anything.",
      bad: .calendar("calendar: office\nextends: office"), good: .calendar("calendar: office\nweekend: [friday, saturday]")),
  ]

  private static func started(_ start: String) -> String {
    """
    workflow: example
    timezone: Europe/Berlin
    start:
      - \(start)
    initial: open
    states:
      open: {after: {1h: closed}}
      closed: {type: final}
    """
  }

  private static func ticket(_ states: String, _ runsIn: String) -> String {
    """
    workflow: example
    clocks: {ours: {runsIn: \(runsIn)}}
    initial: open
    states:
      \(states)
      closed: {type: final}
    """
  }

  private static func timed(_ time: String) -> String {
    """
    workflow: example
    initial: open
    states:
      open: {at: {'\(time)': closed}}
      closed: {type: final}
    """
  }
}
