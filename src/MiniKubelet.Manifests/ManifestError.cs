using System.Globalization;

namespace MiniKubelet.Manifests;

/// <summary>One thing wrong in a manifest, and where.</summary>
/// <param name="File">The file as the caller named it; "-" is standard input.</param>
/// <param name="Line">The line from 1; 0 if the error is about the file as a whole.</param>
/// <param name="Column">The column from 1, in UTF-16 units; 0 if the error is about the file as a whole.</param>
/// <param name="FieldPath">The field as Kubernetes writes it, spec.containers[0].image; empty if it is about no field.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record ManifestError(string File, int Line, int Column, string FieldPath, string Message)
{
    /// <summary>One line: file:line:column: field: message.</summary>
    public override string ToString()
    {
        var place = Line == 0 ? File : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
        return FieldPath.Length == 0 ? $"{place}: {Message}" : $"{place}: {FieldPath}: {Message}";
    }
}
