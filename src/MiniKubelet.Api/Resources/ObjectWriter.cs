using System.Text.Json;
using MiniKubelet.Api.Http;
using MiniKubelet.Api.Tables;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Resources;

/// <summary>Writes objects of a kind in the form a request asked for.</summary>
internal sealed class ObjectWriter<T>(ResourceKind<T> kind, ResponseFormat format, TimeProvider time)
    where T : class, IKubernetesObject
{
    /// <summary>One object as an answer of its own.</summary>
    internal void WriteOne(Utf8JsonWriter json, T item)
    {
        switch (format.Form)
        {
            case ObjectForm.Plain:
                kind.Write(json, item);
                break;
            case ObjectForm.PartialMetadata:
                WritePartial(json, item.Metadata, format.MetaApiVersion);
                break;
            case ObjectForm.Table:
                WriteTable(json, item.Metadata.ResourceVersion ?? "", withColumns: true, item);
                break;
        }
    }

    /// <summary>An object in a watch event; a table says its columns only the first time.</summary>
    internal void WriteWatched(Utf8JsonWriter json, T item, bool first)
    {
        if (format.Form == ObjectForm.Table)
        {
            WriteTable(json, item.Metadata.ResourceVersion ?? "", first, item);
        }
        else
        {
            WriteOne(json, item);
        }
    }

    /// <summary>What stands around a list's items.</summary>
    internal void WriteListStart(Utf8JsonWriter json, string resourceVersion)
    {
        switch (format.Form)
        {
            case ObjectForm.Plain:
                json.WriteStartObject(kind.Resource.Kind + "List", kind.Resource.ApiVersion);
                json.WriteListMeta(resourceVersion);
                json.WriteStartArray("items"u8);
                break;
            case ObjectForm.PartialMetadata:
                json.WriteStartObject("PartialObjectMetadataList", format.MetaApiVersion);
                json.WriteListMeta(resourceVersion);
                json.WriteStartArray("items"u8);
                break;
            case ObjectForm.Table:
                WriteTableStart(json, resourceVersion, withColumns: true);
                break;
        }
    }

    /// <summary>One item of a list.</summary>
    internal void WriteListItem(Utf8JsonWriter json, T item)
    {
        switch (format.Form)
        {
            case ObjectForm.Plain:
                kind.Write(json, item);
                break;
            case ObjectForm.PartialMetadata:
                WritePartial(json, item.Metadata, format.MetaApiVersion);
                break;
            case ObjectForm.Table:
                WriteRow(json, item);
                break;
        }
    }

    /// <summary>Ends what <see cref="WriteListStart"/> began.</summary>
    internal static void WriteListEnd(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>An object that carries nothing but a version: the content of a bookmark.</summary>
    internal void WriteBookmark(Utf8JsonWriter json, string resourceVersion, bool initialEventsEnd)
    {
        var metadata = new ObjectMeta
        {
            ResourceVersion = resourceVersion,
            Annotations = initialEventsEnd ? EquatableMap<string>.Empty.With("k8s.io/initial-events-end", "true") : [],
        };
        switch (format.Form)
        {
            case ObjectForm.Plain:
                json.WriteStartObject(kind.Resource.Kind, kind.Resource.ApiVersion);
                json.WritePropertyName("metadata"u8);
                json.WriteObject(metadata);
                json.WriteEndObject();
                break;
            case ObjectForm.PartialMetadata:
                WritePartial(json, metadata, format.MetaApiVersion);
                break;
            case ObjectForm.Table:
                WriteTableStart(json, resourceVersion, withColumns: false);
                json.WriteStartObject();
                json.WriteStrings("cells", kind.Table.Columns.Select(_ => ""));
                json.WritePropertyName("object"u8);
                WritePartial(json, metadata, format.MetaApiVersion);
                json.WriteEndObject();
                WriteListEnd(json);
                break;
        }
    }

    private void WriteTable(Utf8JsonWriter json, string resourceVersion, bool withColumns, T item)
    {
        WriteTableStart(json, resourceVersion, withColumns);
        WriteRow(json, item);
        WriteListEnd(json);
    }

    private void WriteTableStart(Utf8JsonWriter json, string resourceVersion, bool withColumns)
    {
        json.WriteStartObject("Table", format.MetaApiVersion);
        json.WriteListMeta(resourceVersion);
        json.WriteStartArray("columnDefinitions"u8);
        foreach (var column in withColumns ? kind.Table.Columns : [])
        {
            json.WriteStartObject();
            json.WriteString("name"u8, column.Name);
            json.WriteString("type"u8, "string"u8);
            json.WriteString("format"u8, column.Format);
            json.WriteString("description"u8, ""u8);
            json.WriteNumber("priority"u8, column.Wide ? 1 : 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows"u8);
    }

    private void WriteRow(Utf8JsonWriter json, T item)
    {
        json.WriteStartObject();
        json.WriteStrings("cells", kind.Table.Row(item, time.GetUtcNow()));
        switch (format.Include)
        {
            case IncludeObject.None:
                break;
            case IncludeObject.Metadata:
                json.WritePropertyName("object"u8);
                WritePartial(json, item.Metadata, format.MetaApiVersion);
                break;
            case IncludeObject.Object:
                json.WritePropertyName("object"u8);
                kind.Write(json, item);
                break;
        }

        json.WriteEndObject();
    }

    private static void WritePartial(Utf8JsonWriter json, ObjectMeta metadata, string apiVersion)
    {
        json.WriteStartObject("PartialObjectMetadata", apiVersion);
        json.WritePropertyName("metadata"u8);
        json.WriteObject(metadata);
        json.WriteEndObject();
    }
}
