import Foundation
import FoundationNetworking
import Glibc
import PostgreSQL
import TestSupport
import Testing

/// What the world outside is told; and trouble of the machine itself: a full disk, a clock that is off.
@Suite struct MonitorStories {
  @Test func `figures, health, a heartbeat, a log for machines, and an owner who hears of incidents`() async throws {
    let mail = try await ScriptServer.start("smtp.py")
    let web = try await ScriptServer.start("web.py")
    let figures = try TemporaryFolder.make()
    let notices = try Notices(in: figures.path)
    let rig = try await OperatingRig.make(
      "monitor", port: mail.port,
      [
        "TOCSIN_MONITOR_LISTEN": "127.0.0.1:0", "TOCSIN_MONITOR_FILE": figures.path + "/tocsin.prom", "TOCSIN_MONITOR_SECONDS": "1",
        "TOCSIN_MONITOR_HEARTBEAT": "http://127.0.0.1:\(web.port)/plain?case=beat", "TOCSIN_OWNER": "boss@host.example",
        "TOCSIN_LOG": "json",
        "NOTIFY_SOCKET": notices.path,
      ])
    let run = try rig.month.start("run")
    _ = try await web.heard("get") { $0.path?.contains("case=beat") ?? false }
    try await eventually("systemd knows") { notices.heard().contains("READY=1") }
    let address = try await eventually("it listens") { () -> String? in
      run.errors.split(whereSeparator: { $0 == " " || $0 == "," || $0.isNewline }).first {
        $0.hasPrefix("http://") && $0.hasSuffix("/metrics")
      }
      .map(String.init)
    }
    #expect(try await Self.get(address.replacingOccurrences(of: "/metrics", with: "/healthz")) == "ok\n")
    #expect(try await Self.get(address.replacingOccurrences(of: "/metrics", with: "/readyz")) == "ready\n")
    _ = try await rig.month.output("start", "late", "--key", "a1")
    try await eventually("it is counted") {
      try await Self.get(address).contains("tocsin_deliveries_total{channel=\"email\",outcome=\"delivered\"} 1\n")
    }
    // The stock is counted once a second, apart from what happens.
    for line in [
      "tocsin_up 1\n", "tocsin_instances{workflow=\"late\",status=\"running\"} 1\n", "tocsin_due_instances 0\n",
      "tocsin_incidents_open 0\n",
      "# TYPE tocsin_steps_total counter\n", "tocsin_executors 1\n",
    ] {
      try await eventually("\(line) is on the page") { try await Self.get(address).contains(line) }
    }
    try await eventually("a collector finds the file") {
      (try? String(contentsOfFile: figures.path + "/tocsin.prom", encoding: .utf8))?.contains("tocsin_up 1\n") ?? false
    }
    let lines = run.errors.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("{") }
    let sent = try #require(lines.first { $0.contains("\"outcome\":\"delivered\"") && $0.contains("email") })
    for word in ["\"instance\":\"", "\"step\":1", "\"effect\":\"", "\"executor\":\"", "\"name\":\"late/a1\""] {
      #expect(sent.contains(word), "\(sent)")
    }

    // An incident: the owner hears of it once, and the heartbeat stops.
    let connection = try await rig.database.connect()
    try await connection.execute(
      "INSERT INTO incident (s, cause, channel, text, opened_at) VALUES (0, 'channel', 'pigeon', 'The pigeon is ill.', now())")
    await connection.close()
    let told = try await mail.heard("mail") { $0.to?.contains("boss") ?? false }
    #expect(String(decoding: try #require(told.first).data, as: UTF8.self).contains("The pigeon is ill."))
    let beats = try web.said("get").count
    try await eventually("some checks later") {
      notices.heard().components(separatedBy: "The pigeon").count >= 0
        && notices.heard().components(separatedBy: "STATUS=Something is wrong").count > 3
    }
    #expect(try web.said("get").count <= beats + 1, "no heartbeat while something is wrong")
    #expect(try mail.said("mail").filter { $0.to?.contains("boss") ?? false }.count == 1)
    run.signal(SIGTERM)
    try await run.ended()
    #expect(notices.heard().contains("STOPPING=1"))
    withExtendedLifetime(figures) {}
  }

  @Test func `an executor dies while it tells its owner: the same mail comes again, and what is new comes in another`() async throws {
    let mail = try await ScriptServer.start("smtp.py", ["--delay", "0.5"])
    let rig = try await OperatingRig.make(
      "notices", port: mail.port, ["TOCSIN_OWNER": "boss@host.example", "TOCSIN_MONITOR_SECONDS": "1"])
    let connection = try await rig.database.connect()
    let open = "INSERT INTO incident (s, cause, channel, text, opened_at) VALUES (0, 'channel', '%@', 'A bird is ill.', now())"
    try await connection.execute(open.replacingOccurrences(of: "%@", with: "pigeon"))
    var run = try rig.month.start("run", "--quiet")
    _ = try await mail.heard("mail")
    run.signal(SIGKILL)
    try await run.ended()
    #expect(try await rig.count("SELECT count(*)::int FROM incident WHERE told_at IS NULL AND tell_at > now()") == 1)

    // The claim of the dead one runs out.
    try await connection.execute("UPDATE incident SET tell_at = now()")
    run = try rig.month.start("run", "--quiet")
    _ = try await mail.heard("mail", count: 2)
    try await eventually("it is noted") {
      try await rig.count("SELECT count(*)::int FROM incident WHERE told_at IS NOT NULL") == 1
    }
    // A third one dies of it again, and something else has happened when it comes to tell.
    run.signal(SIGKILL)
    try await run.ended()
    try await connection.execute("UPDATE incident SET told_at = NULL, tell_at = NULL; " + open.replacingOccurrences(of: "%@", with: "crow"))
    run = try rig.month.start("run", "--quiet")
    let told = try await mail.heard("mail", count: 3)
    let mails = told.map { CapturedMail(String(decoding: $0.data, as: UTF8.self)) }
    #expect(mails[0] == mails[1], "the same id, the same bytes")
    #expect(mails[2].id != mails[0].id, "a mailbox that knows the first does not drop it")
    #expect(mails[2].text.contains("crow") && mails[2].text.contains("pigeon"))
    run.signal(SIGTERM)
    try await run.ended()
    await connection.close()
  }

  @Test func `up refuses to write to the world without an owner`() async throws {
    let rig = try await OperatingRig.make("ownerless", port: 9)
    let refused = try await rig.says("up", "--quiet")
    #expect(refused.contains("Nobody owns this installation") && refused.contains("owner: ADDRESS"), "\(refused)")
  }

  @Test func `a full disk is told, nothing is lost, and work goes on when there is room`() async throws {
    let rig = try await OperatingRig.make("disk")
    let run = try rig.month.start("run")
    let admin = try await rig.database.connect()
    try await admin.execute(
      """
      CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = '53100'; END $$;
      CREATE TRIGGER full_disk BEFORE INSERT ON history FOR EACH ROW EXECUTE FUNCTION full_disk()
      """)
    _ = try await rig.month.output("start", "late", "--key", "a1")
    try await eventually("it is told") { run.errors.contains("SQLSTATE 53100") }
    let doctor = try await rig.says("doctor")
    #expect(doctor.contains("executors: 1 executor is at work"), "doctor works on a full database: \(doctor)")
    #expect(try await rig.says("list", "late/a1").contains("running"), "the instance is not faulted for it")
    try await admin.execute("DROP TRIGGER full_disk ON history")
    await admin.close()
    try await eventually("it goes on") { try await rig.statuses() == ["delivered": 1] }
    #expect(try await rig.count("SELECT count(*)::int FROM history") == 1, "one step, once")
    #expect(try await rig.says("incidents") == "No open incident.\n")
    run.signal(SIGTERM)
    try await run.ended()
  }

  @Test func `a clock that is ten minutes off is told by doctor, and deadlines go by the database's`() async throws {
    let folder = try TemporaryFolder.make()
    let source = """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <sys/time.h>
      #include <time.h>
      int clock_gettime(clockid_t clock, struct timespec *time) {
        static int (*real)(clockid_t, struct timespec *);
        if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
        int result = real(clock, time);
        if (clock == CLOCK_REALTIME) time->tv_sec += 600;
        return result;
      }
      """
    try source.write(toFile: folder.path + "/shift.c", atomically: true, encoding: .utf8)
    let compiler = try ChildProcess.start(
      "/usr/bin/env", ["cc", "-shared", "-fPIC", "-o", folder.path + "/shift.so", folder.path + "/shift.c", "-ldl"],
      environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"])
    guard try await compiler.ended() == .code(0) else {
      print("clock: skipped, no C compiler: \(compiler.errors)")
      return
    }
    let rig = try await OperatingRig.make("clock", OperatingRig.late)
    let off = try OperatingRig(folder: rig.folder, database: rig.database, port: nil, ["LD_PRELOAD": folder.path + "/shift.so"])
    let run = try off.month.start("run", "--quiet")
    try await eventually("it is at work") { try await off.says("doctor").contains("1 executor is at work") }
    let doctor = try await off.shows("clock", "doctor")
    #expect(doctor.contains("clock: this machine and the database are 10 minutes apart; executors go by the database"), "\(doctor)")
    _ = try await rig.month.output("start", "late", "--key", "a1")
    try await eventually("it is told") { try await rig.statuses() == ["delivered": 1] }
    #expect(
      try await rig.count("SELECT count(*)::int FROM history WHERE wall BETWEEN now() - interval '5 minutes' AND now()") == 1,
      "the step's time is the database's")
    try off.checkPage("clock")
    run.signal(SIGTERM)
    try await run.ended()
    withExtendedLifetime(folder) {}
  }

  @Test func `an executor whose epoch is over stands still and says so, while another works`() async throws {
    let rig = try await OperatingRig.make("epoch")
    let old = try rig.month.start("run")
    try await eventually("it is at work") { try await rig.says("status").hasPrefix("Nothing is wrong.") }
    let admin = try await rig.database.connect()
    try await admin.execute("UPDATE engine SET epoch = epoch + 1")
    await admin.close()
    try await eventually("it says so") { old.errors.contains("the installation is of epoch 2, this executor began at 1: it stands still") }
    _ = try await rig.month.output("start", "late", "--key", "a1")
    let new = try rig.month.start("run", "--quiet")
    try await eventually("the new one works") { try await rig.statuses() == ["delivered": 1] }
    for process in [old, new] {
      process.signal(SIGTERM)
      try await process.ended()
    }
  }

  @Test func `the unit for systemd is one that systemd understands`() async throws {
    let analyze = "/usr/bin/systemd-analyze"
    guard FileManager.default.fileExists(atPath: analyze) else { return print("systemd: skipped, no systemd-analyze") }
    let unit = try String(contentsOfFile: SampleMonth.root + "/packaging/systemd/tocsin@.service", encoding: .utf8)
    let folder = try TemporaryFolder.make()
    // Whether the program is installed is not the unit's matter.
    try unit.replacingOccurrences(of: "/usr/bin/tocsin", with: "/bin/true")
      .write(toFile: folder.path + "/tocsin@.service", atomically: true, encoding: .utf8)
    let child = try ChildProcess.start(analyze, ["verify", "--man=no", folder.path + "/tocsin@.service"])
    #expect(try await child.ended() == .code(0), "\(child.output) \(child.errors)")
    #expect(!child.errors.contains("tocsin@"), "\(child.errors)")
    withExtendedLifetime(folder) {}
  }

  private static func get(_ address: String) async throws -> String {
    let (data, _) = try await URLSession.shared.data(from: try #require(URL(string: address)))
    return String(decoding: data, as: UTF8.self)
  }
}

/// What a service manager hears: a datagram socket in a folder.
private final class Notices: Sendable {
  let path: String
  private let handle: Int32
  private let text = SharedText()

  private final class SharedText: @unchecked Sendable {
    // Proof: read and written under the lock alone.
    private let lock = NSLock()
    private var text = ""
    func add(_ more: String) -> String {
      lock.withLock {
        text += more
        return text
      }
    }
  }

  init(in folder: String) throws {
    path = folder + "/notify"
    handle = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(handle, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    guard bound == 0 else { throw TestSupportError("\(path) cannot be bound") }
  }

  deinit { close(handle) }

  /// All that was said so far.
  func heard() -> String {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var all = text.add("")
    while true {
      let count = recv(handle, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      guard count > 0 else { return all }
      all = text.add(String(decoding: buffer[..<count], as: UTF8.self))
    }
  }
}
