using System.Globalization;
using System.Text;

namespace MiniKubelet.Manifests;

/// <summary>The way from an object's root to one of its fields, printed as Kubernetes prints it.</summary>
internal sealed class FieldPath
{
    private readonly FieldPath? _parent;
    private readonly string? _name;
    private readonly int _index;
    private readonly bool _isKey;

    private FieldPath(FieldPath? parent, string? name, int index, bool isKey) =>
        (_parent, _name, _index, _isKey) = (parent, name, index, isKey);

    /// <summary>The object itself.</summary>
    public static FieldPath Root { get; } = new(null, null, -1, false);

    /// <summary>A field of this object.</summary>
    public FieldPath Child(string name) => new(this, name, -1, false);

    /// <summary>An element of this list.</summary>
    public FieldPath Index(int index) => new(this, null, index, false);

    /// <summary>An entry of this map, whose keys the user chose.</summary>
    public FieldPath Key(string key) => new(this, key, -1, true);

    /// <summary>The node of the field in a tree; if it isn't there, its nearest ancestor that is.</summary>
    public ManifestNode Locate(ManifestNode root) => Walk(root).Node;

    /// <summary>spec.containers[0].env[1].name; empty for the root.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text);
        return text.ToString();
    }

    private (ManifestNode Node, bool Found) Walk(ManifestNode root)
    {
        if (_parent is null)
        {
            return (root, true);
        }

        var (node, found) = _parent.Walk(root);
        var next = !found ? null : node switch
        {
            MappingNode mapping when _name is not null => mapping[_name],
            SequenceNode sequence when _index >= 0 && _index < sequence.Items.Count => sequence.Items[_index],
            _ => null,
        };
        return next is null ? (node, false) : (next, true);
    }

    private void Append(StringBuilder text)
    {
        if (_parent is null)
        {
            return;
        }

        _parent.Append(text);
        if (_name is null)
        {
            text.Append('[').Append(_index.ToString(CultureInfo.InvariantCulture)).Append(']');
        }
        else if (_isKey)
        {
            text.Append('[').Append(_name).Append(']');
        }
        else
        {
            text.Append(text.Length == 0 ? "" : ".").Append(_name);
        }
    }
}
