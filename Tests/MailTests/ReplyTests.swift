import Mail
import Testing

/// Replies as mail programs of several countries write them: a quoted “ack” never speaks.
struct ReplyTests {
  private static let quotations = [
    "On Mon, 17 Nov 2025 at 15:03, Tocsin <t@example.com> wrote:\n> ack",
    "Am 17.11.2025 um 15:03 schrieb Tocsin <t@example.com>:\n\n> ack",
    "Am Mo., 17. Nov. 2025 um 15:03 Uhr schrieb Tocsin <t@example.com>:\n> ack",
    "Le lun. 17 nov. 2025 à 15:03, Tocsin <t@example.com> a écrit :\n> ack",
    "El lun, 17 nov 2025 a las 15:03, Tocsin (<t@example.com>) escribió:\n> ack",
    "Il giorno lun 17 nov 2025 alle ore 15:03 Tocsin <t@example.com> ha scritto:\n> ack",
    "সোম, ১৭ নভে, ২০২৫ তারিখে ৩:১৫ PM টায় Tocsin <t@example.com> লিখেছেন:\n> ack",
    "пн, 17 нояб. 2025 г. в 15:03, Tocsin <t@example.com>:\nack",
    "Tocsin <t@example.com> 于2025年11月17日周一 15:03写道：\nack",
    "2025年11月17日(月) 15:03 Tocsin <t@example.com>:\n> ack",
    "________________________________\nFrom: Tocsin <t@example.com>\nSent: Monday, November 17, 2025 3:03 PM\nTo: Ana\nSubject: x\n\nack",
    "Von: Tocsin [mailto:t@example.com]\nGesendet: Montag, 17. November 2025 15:03\nAn: Ana\nBetreff: x\n\nack",
    "De : Tocsin\nEnvoyé : lundi 17 novembre 2025\nÀ : Ana\nObjet : x\n\nack",
    "De: Tocsin\nEnviado el: lunes\nPara: Ana\nAsunto: x\n\nack",
    "প্রেরক: Tocsin\nতারিখ: সোমবার\nপ্রাপক: Ana\nবিষয়: x\n\nack",
    "-----Ursprüngliche Nachricht-----\nack", "> ack", "-- Original Message --\nack",
  ]

  @Test(arguments: quotations)
  func `what is quoted is no answer`(_ quotation: String) {
    #expect(ReplyText("Who is this?\n\n\(quotation)\n").words == "Who is this?")
    #expect(ReplyText("\n\(quotation)\n").words == "")
  }

  @Test func `an answer below the quotation counts`() {
    #expect(
      ReplyText("On Mon, 17 Nov 2025, Tocsin <t@example.com> wrote:\n> Please answer.\n> ack or dispute\n\nack\n\n-- \nAna").words == "ack")
  }

  @Test(arguments: [
    "<div dir=\"ltr\">on it</div><br><div class=\"gmail_quote\"><div>On Mon, Tocsin wrote:</div><blockquote>ack</blockquote></div>",
    "<p>on it</p><div id=\"divRplyFwdMsg\"><b>From:</b> Tocsin</div><div>ack</div>",
    "<p>on it</p><div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in\"><p><b>From:</b> T</p></div><p>ack</p>",
    "<body>on it<blockquote type=\"cite\"><div>Am 17.11.2025 um 15:03 schrieb Tocsin &lt;t@example.com&gt;:</div>ack</blockquote></body>",
  ])
  func `an answer that comes as HTML only is found above its quotation`(_ html: String) throws {
    let mail = try InboundMail(Array("Content-Type: text/html; charset=utf-8\n\n\(html)".utf8))
    #expect(ReplyText(mail.bodyText).words == "on it")
  }

  @Test(arguments: [
    "ok\n\nSent from my iPhone", "ok\n-- \nAna Lead\nExample GmbH", "ok\n\nVon meinem iPhone gesendet",
    "ok\n\nGet Outlook for iOS<https://aka.ms/o0ukef>",
    "ok\n\nEnvoyé de mon iPhone",
  ])
  func `a signature is no part of the answer`(_ text: String) { #expect(ReplyText(text).words == "ok") }
}
