using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniKubelet.Manifests;

/// <summary>What validating manifests found, and how to show it.</summary>
public sealed class ManifestValidationResult
{
    private const int Width = 110;
    private readonly ManifestSnapshot _snapshot;
    private readonly IReadOnlyDictionary<string, byte[]> _texts;

    internal ManifestValidationResult(ManifestSnapshot snapshot, IReadOnlyDictionary<string, byte[]> texts) =>
        (_snapshot, _texts) = (snapshot, texts);

    /// <summary>All that is wrong, by file and line.</summary>
    public EquatableArray<ManifestError> Errors => _snapshot.Errors;

    /// <summary>What authors should know, by file and line.</summary>
    public EquatableArray<ManifestNote> Notes => _snapshot.Notes;

    /// <summary>Paths of what a folder holds that is no manifest by its name.</summary>
    public EquatableArray<string> Ignored => _snapshot.Ignored;

    /// <summary>How many objects are without errors.</summary>
    public int ObjectCount => _snapshot.Files.Count;

    /// <summary>Writes errors and notes for people, each with its line of the file and a caret under the place.</summary>
    public void WriteText(TextWriter writer)
    {
        foreach (var error in Errors)
        {
            writer.WriteLine(error);
            WriteSource(writer, error.File, error.Line, error.Column);
        }

        foreach (var note in Notes)
        {
            writer.WriteLine($"note: {note}");
        }

        foreach (var path in Ignored)
        {
            writer.WriteLine($"note: {path}: not read; only *.yaml, *.yml and *.json are");
        }

        writer.WriteLine($"{Count(ObjectCount, "object")} valid, {Count(Errors.Count, "error")}");
    }

    /// <summary>Writes errors and notes for programs: one JSON object.</summary>
    public void WriteJson(TextWriter writer)
    {
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            json.WriteNumber("objects", ObjectCount);
            WriteList(json, "errors", Errors.Select(static i => (i.File, i.Line, i.Column, i.FieldPath, i.Message)));
            WriteList(json, "notes", Notes.Select(static i => (i.File, i.Line, i.Column, i.FieldPath, i.Message)));
            json.WriteEndObject();
        }

        writer.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void WriteList(
        Utf8JsonWriter json, string name, IEnumerable<(string File, int Line, int Column, string Field, string Message)> items)
    {
        json.WriteStartArray(name);
        foreach (var (file, line, column, field, message) in items)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteNumber("line", line);
            json.WriteNumber("column", column);
            json.WriteString("field", field);
            json.WriteString("message", message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private void WriteSource(TextWriter writer, string file, int line, int column)
    {
        if (line == 0 || !_texts.TryGetValue(file, out var text))
        {
            return;
        }

        var lines = Encoding.UTF8.GetString(text).TrimStart('\uFEFF').Split('\n');
        var source = lines.ElementAtOrDefault(line - 1)?.TrimEnd('\r') ?? "";
        var at = Math.Min(column - 1, source.Length);

        // A long line is shown from a little before the place; tabs keep the caret below it in any terminal.
        var start = source.Length > Width && at > Width / 2 ? at - (Width / 2) : 0;
        var shown = source[start..Math.Min(source.Length, start + Width)];
        var padding = new string([.. shown[..(at - start)].Select(static character => character == '\t' ? '\t' : ' ')]);
        var number = line.ToString(CultureInfo.InvariantCulture);
        writer.WriteLine($"  {number} | {Printable(shown)}");
        writer.WriteLine($"  {new string(' ', number.Length)} | {padding}^");
    }

    // A manifest from elsewhere must not drive the terminal.
    private static string Printable(string text) =>
        new([.. text.Select(static character => char.IsControl(character) && character != '\t' ? '\uFFFD' : character)]);
}
