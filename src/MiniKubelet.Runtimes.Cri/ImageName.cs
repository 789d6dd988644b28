using System.Text.RegularExpressions;

namespace MiniKubelet.Runtimes.Cri;

/// <summary>
/// What an image may be called (distribution/reference): <c>[host[:port]/]path[:tag][@digest]</c>, or an id. CRI does not tell a
/// name that cannot be one from an image that is not there.
/// </summary>
internal static partial class ImageName
{
    private const int LongestPath = 255;

    public static bool IsValid(string name)
    {
        var match = Pattern().Match(name);
        return match.Success && match.Groups["path"].Length <= LongestPath;
    }

    // The first part is a host if it has a dot or a port, or is localhost; the path knows small letters only.
    [GeneratedRegex(
        """
        ^(
          sha256:[a-f0-9]{64}
        | ((localhost|(?=[^/]*[.:])(\[[a-fA-F0-9:]+\]|[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*))(:[0-9]+)?/)?
          (?<path>[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*)
          (:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?
          (@[A-Za-z][A-Za-z0-9]*([-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?
        )\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
