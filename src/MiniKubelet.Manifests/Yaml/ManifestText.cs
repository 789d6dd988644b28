using System.Text;

namespace MiniKubelet.Manifests;

/// <summary>The documents of a file, and what is wrong with its text.</summary>
internal sealed record ParsedText(IReadOnlyList<ManifestNode> Documents, IReadOnlyList<ManifestError> Errors);

/// <summary>Reads the text of a manifest, YAML or JSON, into located trees.</summary>
internal static class ManifestText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all documents of a file. Documents before a syntax error are returned beside the error.</summary>
    public static ParsedText Parse(string file, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > ManifestLimits.FileBytes)
        {
            return Failed(file, $"larger than {ManifestLimits.FileBytes >> 20} MiB");
        }

        if (bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        if (bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..])
        {
            return Failed(file, "written in UTF-16; save it as UTF-8");
        }

        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            return Failed(file, $"not UTF-8: invalid byte at offset {exception.Index}");
        }

        if (LooksLikeJson(text) || file.EndsWith(".json", StringComparison.Ordinal))
        {
            var json = JsonTreeReader.Read(file, bytes);
            // {a: 1} is YAML that begins as JSON does. A file called .json has to be JSON.
            if (json.Errors.Count == 0 || file.EndsWith(".json", StringComparison.Ordinal))
            {
                return json;
            }

            var yaml = YamlTreeReader.Read(file, text);
            return yaml.Errors.Count == 0 ? yaml : json;
        }

        return YamlTreeReader.Read(file, text);
    }

    private static bool LooksLikeJson(string text) => text.AsSpan().TrimStart().StartsWith('{');

    private static ParsedText Failed(string file, string message) => new([], [new ManifestError(file, 0, 0, "", message)]);
}
