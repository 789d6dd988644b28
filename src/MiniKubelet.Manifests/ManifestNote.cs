using System.Globalization;

namespace MiniKubelet.Manifests;

/// <summary>Something in a manifest its author should know but that is no error.</summary>
/// <param name="File">The file as the caller named it.</param>
/// <param name="Line">The line from 1; 0 if the note is about the file as a whole.</param>
/// <param name="Column">The column from 1; 0 if the note is about the file as a whole.</param>
/// <param name="FieldPath">The field as Kubernetes writes it; empty if it is about no field.</param>
/// <param name="Message">What there is to know.</param>
public sealed record ManifestNote(string File, int Line, int Column, string FieldPath, string Message)
{
    /// <summary>One line: file:line:column: field: message.</summary>
    public override string ToString()
    {
        var place = Line == 0 ? File : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
        return FieldPath.Length == 0 ? $"{place}: {Message}" : $"{place}: {FieldPath}: {Message}";
    }
}
