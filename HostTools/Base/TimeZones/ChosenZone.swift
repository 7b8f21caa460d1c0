// What a user means by a time zone: a name or a POSIX TZ string. Must never silently take one for the other.

import Firmware
import Foundation
import Support

public struct ChosenZone: Sendable {
  /// What was understood: a zone's name in its proper spelling, or the string.
  public let name: String
  /// As the firmware takes it.
  public let posix: String
  public let zone: CivilZone
  /// The named zone's file; nil when the user gave the string.
  public let file: ZoneFile?
  /// As it was given, without the blanks around it.
  let text: String

  /// - Parameter text: "Europe/Berlin" or "CET-1CEST,M3.5.0,M10.5.0/3", with or without blanks around it. Anything that
  /// can be either, such as GMT0, is a string; EST5EDT, which isn't one since it has no rules, is a zone's name. The
  /// case of a name may be wrong, and blanks may replace underscores.
  /// - Throws: `Failure` that says what is wrong with the one that `text` looks like.
  public init(_ text: String, in folder: ZoneFolder = ZoneFolder()) throws {
    let text = text.trimmingCharacters(in: .whitespaces)
    self.text = text
    guard !text.isEmpty else {
      throw Failure("the time zone is empty", advice: "It is a name, such as Europe/Berlin, or a POSIX TZ string")
    }
    do throws(CivilZoneError) {
      zone = try CivilZone(text)
      (name, posix) = (text, text)
      file = nil
    } catch {
      let meant = folder.name(meantBy: text)
      guard meant != nil || ChosenZone.looksLikeName(text) else { throw error.failure(in: text) }
      let name = meant ?? text
      let file = try folder.zone(named: name)
      do throws(CivilZoneError) {
        zone = try CivilZone(file.footer)
      } catch {
        throw error.failure(in: file.footer)
      }
      (self.name, posix, self.file) = (name, file.footer, file)
    }
  }

  /// Strings have an offset in digits, and a slash only after a comma.
  private static func looksLikeName(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first != ":", !text.contains(where: { ",<>".contains($0) }) else {
      return false
    }
    return text.contains("/") || !text.contains(where: \.isNumber)
  }
}

extension CivilZone {
  public init(_ posix: String) throws(CivilZoneError) {
    let bytes = Array(posix.utf8)
    try self.init(parsing: bytes.span)
  }
}

extension String {
  public init(_ name: CivilZoneName) {
    self.init(decoding: (0..<name.count).map { name[$0] }, as: UTF8.self)
  }
}
