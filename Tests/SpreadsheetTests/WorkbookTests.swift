#if Spreadsheet
  import Foundation
  import Spreadsheet
  import TestSupport
  import Testing

  /// What a workbook holds, as another program reads it (python3-openpyxl).
  @Suite struct `A workbook` {
    struct Sheet: Decodable {
      let name: String
      let rows: Int
      let first: [[[Entry]]]
      let last: [[Entry]]
      let freeze: String?
      let width: Double?
    }

    /// A type's name, or a value.
    enum Entry: Decodable, Hashable {
      case text(String)
      case number(Double)
      case bool(Bool)
      case none

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
          self = .bool(flag)
        } else if let number = try? container.decode(Double.self) {
          self = .number(number)
        } else if let text = try? container.decode(String.self) {
          self = .text(text)
        } else {
          self = .none
        }
      }
    }

    private func read(_ path: String, isLarge: Bool = false) async throws -> [Sheet] {
      let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Servers/read-xlsx.py")
        .path
      // Debian's own Python: python3-openpyxl is installed for it.
      let reader = try ChildProcess.start("/usr/bin/python3", [script, path] + (isLarge ? ["large"] : []))
      guard try await reader.ended() == .code(0) else { throw TestSupportError(reader.errors) }
      return try JSONDecoder().decode([Sheet].self, from: Data(reader.output.utf8))
    }

    @Test func `has typed cells, a heading that stays, and widths`() async throws {
      let folder = try TemporaryFolder.make()
      let path = folder.path + "/types.xlsx"
      let book = try Workbook(path: path)
      try book.addSheet(
        "Rows: a/b",
        [
          .init("Text"), .init("Whole", .whole), .init("Amount", .amount), .init("Day", .date), .init("Time", .dateTime),
          .init("Yes", .bool),
        ])
      try book.append([
        .text("=1+1 <&> ৳ ü"), .whole(42), .decimal("-250839233.46"), .date(days: 20_607),
        .dateTime(wallMicroseconds: 1_780_480_800_000_000), .bool(true),
      ])
      try book.append([.text("\u{1}a\tb\nc"), .whole(9_007_199_254_740_993), .decimal("12345678901234567.89"), .empty, .empty, .empty])
      try book.addSheet("rows: A/b", [.init("Only")])
      try book.append([.text(String(repeating: "x", count: 40_000))])
      try book.close()
      let sheets = try await read(path)
      #expect(sheets.map(\.name) == ["Rows- a-b", "rows- A-b (2)"])
      #expect(sheets[0].rows == 3)
      #expect(sheets[0].freeze == "A2")
      #expect((sheets[0].width ?? 0) > 20)
      #expect(
        sheets[0].first[1] == [
          [.text("str"), .text("=1+1 <&> ৳ ü")], [.text("int"), .number(42)], [.text("float"), .number(-250_839_233.46)],
          [.text("date"), .text("2026-06-03T00:00:00")], [.text("date"), .text("2026-06-03T10:00:00")], [.text("bool"), .bool(true)],
        ])
      #expect(
        sheets[0].first[2][0...2] == [
          [.text("str"), .text("a\tb\nc")], [.text("str"), .text("9007199254740993")], [.text("str"), .text("12345678901234567.89")],
        ])
      guard case .text(let long) = sheets[1].first[1][0][1] else { throw TestSupportError("no text") }
      #expect(long.utf16.count == 32_767)
    }

    @Test func `keeps what looks like a formula as a text, in cells, headings and names`() async throws {
      let folder = try TemporaryFolder.make()
      let path = folder.path + "/formulas.xlsx"
      let texts = [
        "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "{=1+1}", "=HYPERLINK(\"http://x.example\",\"look\")",
      ]
      let book = try Workbook(path: path)
      try book.addSheet("=Sheet", texts.map { .init($0) })
      try book.append(texts.map { .text($0) })
      try book.append(texts.map { .decimal($0) })
      try book.close()
      let sheets = try await read(path)
      for row in sheets[0].first {
        #expect(row == texts.map { [.text("str"), .text($0)] })
      }
    }

    @Test func `that cannot be written says so`() throws {
      let book = try Workbook(path: "/nowhere/at/all.xlsx")
      try book.addSheet("A", [.init("A")])
      #expect(throws: WorkbookError.self) { try book.close() }
    }

    @Test func `takes all rows, more than a sheet holds on another`() async throws {
      let rows = ProcessInfo.processInfo.environment["TOCSIN_SOAK_SECONDS"] == nil ? 20_000 : Workbook.rowsMax + 10
      let folder = try TemporaryFolder.make()
      let path = folder.path + "/large.xlsx"
      let book = try Workbook(path: path)
      try book.addSheet("Large", [.init("No", .whole), .init("Name")])
      for number in 1...rows { try book.append([.whole(Int64(number)), .text("Customer \(number)")]) }
      try book.close()
      let sheets = try await read(path, isLarge: true)
      #expect(sheets.map(\.rows).reduce(0, +) == rows + sheets.count)
      #expect(sheets.count == (rows >= Workbook.rowsMax ? 2 : 1))
      #expect(sheets.last?.last == [[.text("int"), .number(Double(rows))], [.text("str"), .text("Customer \(rows)")]])
    }
  }
#endif
