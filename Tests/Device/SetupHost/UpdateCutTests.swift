// Updates whose power is cut: at every operation on flash, the board starts with a whole app, and with whole glyphs or
// none. The signature is OpenSSL's, made by its command. Must never sign with the code under test.

import Emulator
import Firmware
import NorFlash
import SetupHost
import Support
import TestSupport
import Testing

/// A key of OpenSSL's command, and signature blocks as ESP-IDF's documentation has them.
private struct Maker {
  private let folder: TemporaryFolder
  private let modulus: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    _ = try Maker.run("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072", "-out", "\(folder.path)/key")
    let text = try Maker.run("rsa", "-in", "\(folder.path)/key", "-noout", "-modulus")
    let number = try #require(text.firstMatch(of: #/Modulus=([0-9A-F]+)/#)).output.1
    modulus = try #require([UInt8](hexadecimal: String(number)))
  }

  @discardableResult
  private static func run(_ words: String...) throws -> String {
    let result = try ChildProcess.run("openssl", words)
    guard result.status == 0 else { throw Failure("openssl \(words): \(result.errors)") }
    return result.output
  }

  private var key: [UInt8] { modulus.reversed() + [1, 0, 1, 0] + [UInt8](repeating: 0, count: 388) }

  var digest: [UInt8] { get throws { try Maker.sha256(key) } }

  private static func sha256(_ bytes: [UInt8]) throws -> [UInt8] {
    try #require([UInt8](hexadecimal: try FileDigest.sha256.hexadecimal(of: bytes)))
  }

  func sign(_ content: [UInt8]) throws -> [UInt8] {
    let padded = content + [UInt8](repeating: 0xFF, count: (4_096 - content.count % 4_096) % 4_096)
    let (file, signature) = ("\(folder.path)/content", "\(folder.path)/signature")
    try Files.write(padded, to: file)
    try Maker.run(
      "dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-sign",
      "\(folder.path)/key", "-out", signature, file)
    let block = [0xE7, 2, 0, 0] + (try Maker.sha256(padded)) + key + (try Files.read(signature)).reversed()
    return padded + SignedFile.sealed(block)
  }
}

struct UpdateCutTests {
  private func update(_ slots: AppSlots, _ flash: EmulatedFlash, _ file: [UInt8], _ key: [UInt8]) -> UpdateFault {
    var update = Update(EmulatedUpdates(slots, flash, keys: [key]))
    guard update.begin(UInt32(file.count), wantsNewer: false) else { return update.fault }
    var place = 0
    while place < file.count {
      let piece = Array(file[place..<min(file.count, place + 700)])
      place += update.take(piece.span, mayWrite: update.kind != .unknown)
    }
    return update.end() ? .none : update.fault
  }

  @Test func aCutAtAnyOperationLeavesTheOldApp() throws {
    let maker = try Maker()
    let (file, key) = (try maker.sign(try SignedFile.image(version: "9.9.9")), try maker.digest)
    let flash = EmulatedFlash([])
    var operations = 0
    while true {
      let slots = AppSlots()
      slots.other.cutPower(after: operations, degree: Double(operations % 7) / 6)
      let fault = update(slots, flash, file, key)
      if fault == .none { break }
      #expect(fault == .flash && slots.start() == .same, "after \(operations) operations")
      slots.other.powerOn()
      operations += 1
    }
    // Four sectors and a little more: five, each of 256 pieces.
    #expect(operations == 5 + 5 * 256)
  }

  @Test func aNewAppIsOnTrialAndRolledBackOnce() throws {
    let maker = try Maker()
    let key = try maker.digest
    let (slots, flash) = (AppSlots(), EmulatedFlash([]))
    let file = try maker.sign(try SignedFile.image(version: "9.9.9"))
    #expect(update(slots, flash, file, key) == .none)
    #expect(slots.start() == .trial("9.9.9"))
    // It hangs, and the watchdog resets it before it has drawn anything.
    #expect(slots.start() == .rolledBack("9.9.9"))
    #expect(update(slots, flash, file, key) == .rolledBack)
    // Somebody else's overwrites its slot, and is then refused.
    #expect(update(slots, flash, try Maker().sign(try SignedFile.image(version: "9.9.11")), key) == .otherKey)
    #expect(update(slots, flash, file, key) == .rolledBack)
    #expect(update(slots, flash, try maker.sign(try SignedFile.image(version: "9.9.10")), key) == .none)
    #expect(slots.start() == .trial("9.9.10"))
    slots.pass()
    #expect(slots.start() == .same)
  }

  @Test func someoneElsesSignatureIsNone() throws {
    let (maker, other) = (try Maker(), try Maker())
    let file = try other.sign(try SignedFile.image(version: "9.9.9"))
    #expect(update(AppSlots(), EmulatedFlash([]), file, try maker.digest) == .otherKey)
    var forged = try maker.sign(try SignedFile.image(version: "9.9.9"))
    // The signature's last byte, with a checksum that is right again.
    let start = forged.count - 4_096
    forged[start + 1_195] ^= 1
    forged.replaceSubrange(start..., with: SignedFile.sealed(Array(forged[start..<start + 1_196])))
    #expect(update(AppSlots(), EmulatedFlash([]), forged, try maker.digest) == .damaged)
  }

  private func isUsable(_ bytes: [UInt8]) -> Bool { (try? GlyphTable(checking: bytes.span)) != nil }

  @Test func glyphsAreWholeOrNone() throws {
    let maker = try Maker()
    let (image, key) = (imageBytes(counts: .init(repeating: 60, count: 10)), try maker.digest)
    let file = SignedFile.ordered(try maker.sign(image))
    let flash = EmulatedFlash(image)
    #expect(update(AppSlots(), flash, file, key) == .none)
    #expect(Array(flash.bytes.prefix(image.count)) == image)
    // Cut anywhere, damaged anywhere, signed by somebody else: the partition's beginning is erased.
    for size in stride(from: 1_024, to: file.count, by: 20_000) {
      let cut = EmulatedFlash(image)
      var half = Update(EmulatedUpdates(AppSlots(), cut, keys: [key]))
      let isBegun = half.begin(UInt32(file.count), wantsNewer: false)
      #expect(isBegun)
      var place = 0
      while place < size {
        let piece = Array(file[place..<min(size, place + 500)])
        place += half.take(piece.span, mayWrite: half.kind != .unknown)
      }
      half.abandon()
      // The signature's sector, and then a piece.
      guard size > 5_200 else { continue }
      #expect(cut.bytes.prefix(16).allSatisfy { $0 == 0xFF })
      #expect(!isUsable(cut.bytes))
      #expect(update(AppSlots(), cut, file, key) == .none)
    }
  }
}
