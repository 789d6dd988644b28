using System.Text.RegularExpressions;

namespace MiniKubelet.Images;

/// <summary>
/// What an image's name says (distribution/reference): <c>[host[:port]/]path[:tag][@digest]</c>. A name without a host is one of
/// Docker Hub's: <c>busybox</c> is <c>docker.io/library/busybox</c>.
/// </summary>
/// <param name="Repository">The full name without tag and digest; registry credentials are found by it.</param>
/// <param name="Tag">The tag, or empty.</param>
/// <param name="Digest">The digest, such as <c>sha256:…</c>, or empty.</param>
public sealed partial record ImageReference(string Repository, string Tag, string Digest)
{
    private const int LongestRepository = 255;
    private const string DefaultHost = "docker.io";
    private const string BadFormat = "invalid reference format";

    /// <summary>Reads a name; null when it is none, and then <paramref name="error"/> says why in the kubelet's words.</summary>
    public static ImageReference? Parse(string name, out string error)
    {
        var reference = ParseParts(name, out var problem);
        error = reference is null ? $"couldn't parse image name \"{name}\": {problem}" : "";
        return reference;
    }

    /// <summary>
    /// Of the digests that a runtime lists for an image (<c>name@sha256:…</c>) the one in the repository it was asked for by, else the
    /// first; null when there is none.
    /// </summary>
    public static string? PickDigest(string name, IReadOnlyList<string> repoDigests)
    {
        var repository = Parse(name, out _)?.Repository;
        return repoDigests.FirstOrDefault(digest => Parse(digest, out _)?.Repository == repository)
            ?? (repoDigests.Count > 0 ? repoDigests[0] : null);
    }

    private static ImageReference? ParseParts(string name, out string problem)
    {
        var (host, rest) = SplitHost(name);
        var path = rest.Split('@')[0] is var untagged && untagged.LastIndexOf(':') is >= 0 and var colon ? untagged[..colon] : untagged;
        if (Identifier().IsMatch(name))
        {
            problem = $"invalid repository name ({name}), cannot specify 64-byte hexadecimal strings";
            return null;
        }

        if (path.Any(char.IsAsciiLetterUpper))
        {
            problem = $"{BadFormat}: repository name ({path}) must be lowercase";
            return null;
        }

        var match = Grammar().Match($"{host}/{rest}");
        if (!match.Success)
        {
            problem = BadFormat;
            return null;
        }

        problem = match.Groups["repository"].Length > LongestRepository
            ? $"repository name must not be more than {LongestRepository} characters"
            : "";
        return problem.Length > 0
            ? null
            : new ImageReference(match.Groups["repository"].Value, match.Groups["tag"].Value, match.Groups["digest"].Value);
    }

    /// <summary>The first part is a host when it has a dot, a port or a capital letter, or is localhost.</summary>
    private static (string Host, string Path) SplitHost(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        var isHost = first == "localhost" || first.Any(c => c is '.' or ':' || char.IsAsciiLetterUpper(c));
        var (host, rest) = isHost ? (first, name[(slash + 1)..]) : (DefaultHost, name);
        host = host == "index.docker.io" ? DefaultHost : host;
        return (host, host == DefaultHost && !rest.Contains('/', StringComparison.Ordinal) ? $"library/{rest}" : rest);
    }

    [GeneratedRegex(@"\A[a-f0-9]{64}\z")]
    private static partial Regex Identifier();

    [GeneratedRegex(
        """
        \A(?<repository>
          (?: (?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]) (?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))* | \[[a-fA-F0-9:]+\] ) (?: :[0-9]+)? /
          [a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)* (?: / [a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)* )*
        )
        (?: : (?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}) )?
        (?: @ (?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}) )?\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
