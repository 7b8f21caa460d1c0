// What a person changes on the page. Must never store part of a form: if one field is refused, nothing is stored.

extension ClockPages {
  /// A clock whose time zone nobody has set takes it from whoever comes first: that is the browser that has just set it
  /// up, and the worst that a stranger in the network can do is to show the wrong hour before.
  mutating func isFirstZone(_ form: Span<UInt8>) -> Bool {
    guard SettingValue(.zone, &trial.store).source != .stored else { return false }
    var fields = FormFields()
    var isZone = false
    while true {
      switch fields.next(form) {
      case .end: return isZone
      case .bad: return false
      case .field:
        guard !isZone, fields.nameSpan.isSame(as: "tz"), fields.valueSpan.count > 0 else { return false }
        isZone = true
      }
    }
  }

  /// Takes settings by their names on the console; an empty one goes back to its default.
  mutating func take(settings form: Span<UInt8>, _ reply: inout HTTPReply) {
    reply.put("{\"refused\":[")
    var isRefused = false
    var fields = FormFields()
    while true {
      let step = fields.next(form)
      guard step != .end else { break }
      let fault = step == .bad ? SettingFault(0) : fieldFault(fields)
      // What doesn't fit the answer is one fault more that nobody needs to read.
      guard let fault, !isRefused || reply.hasRoom else { continue }
      if isRefused { reply.put(",") }
      isRefused = true
      reply.put("{\"key\":")
      if step == .bad { reply.put("\"\"") } else { reply.put(json: fields.nameSpan) }
      reply.put(",\"position\":")
      reply.put(number: UInt32(truncatingIfNeeded: fault.position))
      reply.put("}")
    }
    reply.put("]}")
    if isRefused { reply.status = .unprocessable } else { store(form, &reply) }
  }

  /// nil for a valid field. A network is set by `join` alone.
  private func fieldFault(_ fields: borrowing FormFields) -> SettingFault? {
    guard let key = SettingKey(named: fields.nameSpan), key != .wifi, key != .password else { return SettingFault(0) }
    return fields.valueSpan.count == 0 ? nil : UserSettings.fault(key, fields.valueSpan)
  }

  private mutating func store(_ form: Span<UInt8>, _ reply: inout HTTPReply) {
    var fields = FormFields()
    do throws(SettingsStoreError) {
      while fields.next(form) == .field {
        guard let key = SettingKey(named: fields.nameSpan) else { continue }
        if fields.valueSpan.count == 0 {
          try trial.store.remove(key)
        } else {
          try trial.store.write(key, fields.valueSpan)
        }
      }
    } catch {
      reply.status = .failed
    }
  }

  /// Tries a network: "wifi" and "password".
  mutating func join(_ form: Span<UInt8>, _ reply: inout HTTPReply, at now: Instant) {
    var (name, password) = (FormFields(), FormFields())
    reply.status = .unprocessable
    guard name.seek("wifi", form) else { return }
    let hasPassword = password.seek("password", form)
    if !hasPassword { password = FormFields() }
    if trial.begin(name.valueSpan, password.valueSpan, for: .page, at: now) {
      reply.status = .accepted
      lock.finish()
    }
    password.clear()
  }
}

extension FormFields {
  /// Finds a field.
  fileprivate mutating func seek(_ name: StaticString, _ form: Span<UInt8>) -> Bool {
    while next(form) == .field {
      if nameSpan.isSame(as: name) { return true }
    }
    return false
  }
}
