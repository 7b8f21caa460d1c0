// Which version this is. Must never be told anywhere else: CMakeLists.txt reads it here, as `mnist-clock --version`
// does.

/// After semver.org; CHANGELOG.md says what changed.
public enum Version {
  public static var text: StaticString { "0.2.0" }
}
