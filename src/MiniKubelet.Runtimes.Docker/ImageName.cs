using System.Text.RegularExpressions;
using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Docker;

/// <summary>An image's name, split as the Engine API wants it (grammar: distribution/reference).</summary>
internal static partial class ImageName
{
    /// <summary>Whether it can name an image; an id (<c>sha256:…</c>) can too.</summary>
    public static bool IsValid(string image) => image.Length <= 1024 && Grammar().IsMatch(image);

    /// <summary>The name, and the tag or digest; without either the tag is <c>latest</c>.</summary>
    public static (string Name, string TagOrDigest) Split(string image)
    {
        var match = Grammar().Match(image);
        if (!match.Success)
        {
            throw Invalid(image);
        }

        var (tag, digest) = (match.Groups["tag"], match.Groups["digest"]);
        return (match.Groups["name"].Value, digest.Success ? digest.Value : tag.Success ? tag.Value : "latest");
    }

    public static RuntimeException Invalid(string image) =>
        new(RuntimeErrorKind.InvalidImageName, image, $"invalid image name \"{image}\"");

    [GeneratedRegex(
        """
        ^(?<name>
          (?: (?: (?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]) (?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))* | \[[a-fA-F0-9:]+\] ) (?: :[0-9]+)? / )?
          [a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)* (?: / [a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)* )*
        )
        (?: : (?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}) )?
        (?: @ (?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}) )?\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
