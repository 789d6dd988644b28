namespace MiniKubelet.Manifests;

/// <summary>Collects what is wrong with the fields of one object, each at its place in the file.</summary>
internal sealed class FieldErrors(string file, ManifestNode root)
{
    private readonly List<ManifestError> _errors = [];
    private readonly HashSet<string> _tainted = new(StringComparer.Ordinal);

    /// <summary>The errors in the order of the file.</summary>
    public IEnumerable<ManifestError> InFileOrder =>
        _errors.OrderBy(static error => error.Line).ThenBy(static error => error.Column);

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsEmpty => _errors.Count == 0;

    /// <summary>Whether there are as many errors as are told; more are dropped.</summary>
    public bool IsFull => _errors.Count > ManifestLimits.Errors;

    /// <summary>Adds an error at a field; one that is absent is placed at its nearest ancestor.</summary>
    public void Add(FieldPath path, string message)
    {
        if (IsFull || IsTainted(path))
        {
            return;
        }

        var node = path.Locate(root);
        _errors.Add(new ManifestError(file, node.Line, node.Column, path.ToString(), message));
    }

    /// <summary>
    /// Adds an error about what a field is made of. What the rules would say about that field later is kept quiet: it would be
    /// about a value nobody wrote.
    /// </summary>
    public void AddTainting(FieldPath path, int line, int column, string message, FieldPath? meant = null)
    {
        if (IsFull)
        {
            return;
        }

        _errors.Add(new ManifestError(file, line, column, path.ToString(), message));
        _tainted.Add(path.ToString());
        if (meant is not null)
        {
            _tainted.Add(meant.ToString());
        }
    }

    private bool IsTainted(FieldPath path)
    {
        var text = path.ToString();
        return _tainted.Any(tainted => Contains(tainted, text) || Contains(text, tainted));
    }

    private static bool Contains(string outer, string inner) =>
        inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] is '.' or '[');
}
