import CEL
import Template
import Testing

@Suite struct `Rows as a file for spreadsheets` {
  @Test func `cells are quoted where they must be and formulas are text`() {
    let items = [
      Sample.row(["id": .string("1"), "text": .string("a,b"), "n": .double(-1.5)]),
      Sample.row(["id": .string("=cmd|' /C calc'!A0"), "text": .string("say \"x\"\nnow"), "n": .int(7)]),
      Sample.row(["id": .string("-12.5"), "text": .string("@SUM(A1)")]),
      Sample.row(["id": .string("+49 30 1"), "text": .string("\t=1"), "n": .bool(true)]),
      Sample.row(["id": .string(" =1+1"), "text": .string("ä€"), "n": .timestamp(Timestamp("2026-06-01T00:00:00Z")!)]),
    ]
    #expect(
      CSVTable(columns: ["id", "text", "n"], items: items).text == """
        \u{FEFF}id,text,n\r
        1,"a,b",-1.5\r
        "'=cmd|' /C calc'!A0","say ""x""
        now",7\r
        -12.5,"'@SUM(A1)",\r
        "'+49 30 1","'\t=1",true\r
        "' =1+1",ä€,2026-06-01T00:00:00Z\r

        """)
  }
}
