// The sheet and the film of refreshes. Must never run a refresh that they don't show.

import Emulator
import Events
import Firmware
import GlyphImage
import Pictures
import Support

enum WaveformPictures {
  /// A row for each course, at half the panels' size.
  static func sheet(_ courses: [WaveformCourse]) -> GreyPicture {
    PictureRows.draw(
      courses.map { course in
        let start = "\(course.kind.name) \(course.mode.name) - BUSY FOR \(course.milliseconds) MS"
        let title = start + (course.wear.isEmpty ? "" : " - ON THE RIGHT THE GHOSTING AFTER THIS MANY")
        var pictures = [course.before.halved.captioned("BEFORE")]
        pictures += course.moments.map { $0.picture.halved.captioned("\($0.milliseconds) MS") }
        pictures.append(course.after.halved.captioned(course.wear.first.map(caption) ?? "AFTER"))
        pictures += course.wear.dropFirst().map { $0.picture.halved.captioned(caption($0)) }
        return (title.uppercased(), pictures)
      })
  }

  private static func caption(_ wear: WaveformCourse.Wear) -> String {
    let place = wear.partials == 1 ? "AFTER" : "AFTER \(wear.partials)"
    return "\(place) - \(wear.ghosting.formatted(places: 1))%"
  }

  /// A full, a partial and, if the kind has it, a grey refresh in the device's own time, with a second between them.
  static func film(_ kind: PanelKind, _ image: GlyphImageFile) throws -> AnimatedPicture {
    let series = WaveformSeries(kind, image, .dither)
    try series.change()
    var film = Film(sizeOf: series.picture)
    try film.add(from: series, isHour: true)
    try film.add(from: series, isHour: false)
    if kind.controller.hasGreys {
      let greys = WaveformSeries(kind, image, .grey)
      try greys.change()
      try film.add(from: greys, isHour: false)
    }
    return film.pictures
  }
}

/// A picture every 20 ms: a frame of the SSD1681's waveforms.
private struct Film {
  private(set) var pictures: AnimatedPicture
  private static let interval = 20
  private static let pause = 1_000

  init(sizeOf panel: GreyPicture) {
    let captioned = panel.captioned("")
    pictures = AnimatedPicture(width: captioned.width, height: captioned.height)
  }

  mutating func add(from series: WaveformSeries, isHour: Bool) throws {
    // Its caption is known only at the end.
    var seen = [(series.picture, Self.pause)]
    let refresh = try series.change(isHour: isHour) { row in
      while row.board.panels[0].isRefreshing {
        try row.pass(until: row.board.now + .milliseconds(UInt32(Self.interval)))
        seen.append((series.picture, Self.interval))
      }
    }
    seen.append((series.picture, Self.pause))
    let name = (refresh.mode?.name ?? "").uppercased()
    for (picture, milliseconds) in seen { pictures.add(picture.captioned(name), milliseconds: milliseconds) }
  }
}

extension PanelKind {
  /// As `--kind` takes it.
  var name: String {
    String("\(PanelKind.names)".split(separator: " ")[Int(rawValue)])
  }
}
