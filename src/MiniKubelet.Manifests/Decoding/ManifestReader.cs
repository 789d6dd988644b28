namespace MiniKubelet.Manifests;

/// <summary>
/// Reads manifests, YAML or JSON, as the daemon does wherever they come from: parse, decode, default, validate. All errors of
/// the text are reported at once.
/// </summary>
public static class ManifestReader
{
    /// <summary>Reads all documents of a text.</summary>
    /// <param name="file">How errors name the text; a name that ends in .json has to hold JSON.</param>
    /// <param name="bytes">The text in UTF-8.</param>
    public static ManifestContent Read(string file, ReadOnlySpan<byte> bytes)
    {
        var text = ManifestText.Parse(file, bytes);
        var errors = new List<ManifestError>(text.Errors);
        var notes = new List<ManifestNote>();
        var objects = new List<LocatedObject>();
        var places = new Dictionary<ObjectKey, ManifestNode>();
        foreach (var document in text.Documents.SelectMany(document => KindTable.ExpandLists(file, document, errors)))
        {
            var decoded = ObjectDecoder.Decode(file, document, errors, notes);
            if (decoded is null)
            {
                continue;
            }

            var key = ObjectKey.Of(decoded);
            if (places.TryAdd(key, document))
            {
                objects.Add(new LocatedObject(decoded, document.Line, document.Column));
            }
            else
            {
                var message = $"{key} is in this file twice, first in line {places[key].Line}";
                errors.Add(new ManifestError(file, document.Line, document.Column, "metadata.name", message));
            }
        }

        if (errors.Count == 0 && objects.Count == 0)
        {
            // An editor that writes in place empties the file first: that must not read as "remove my pods".
            errors.Add(new ManifestError(file, 0, 0, "", "holds no object"));
        }

        return new ManifestContent
        {
            Located = objects.ToEquatableArray(),
            Errors = Told(file, errors),
            Notes = notes.ToEquatableArray(),
        };
    }

    private static EquatableArray<ManifestError> Told(string file, List<ManifestError> errors) =>
        errors.Count <= ManifestLimits.Errors
            ? errors.ToEquatableArray()
            : errors
                .Take(ManifestLimits.Errors)
                .Append(new ManifestError(file, 0, 0, "", $"more than {ManifestLimits.Errors} errors; the rest is not shown"))
                .ToEquatableArray();
}
