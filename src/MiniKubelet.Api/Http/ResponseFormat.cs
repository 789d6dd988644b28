using Microsoft.AspNetCore.Http;
using MiniKubelet.Api.Tables;

namespace MiniKubelet.Api.Http;

/// <summary>In which of the forms an object can be asked for.</summary>
internal enum ObjectForm
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>As a Table for printing.</summary>
    Table,

    /// <summary>Only its metadata.</summary>
    PartialMetadata,
}

/// <summary>What the Accept header and <c>includeObject</c> ask for; we answer in JSON always.</summary>
/// <param name="Form">The form.</param>
/// <param name="MetaVersion">Version of meta.k8s.io for Table and metadata.</param>
/// <param name="Include">What a table's rows carry.</param>
internal sealed record ResponseFormat(ObjectForm Form, string MetaVersion, IncludeObject Include)
{
    /// <summary>The <c>apiVersion</c> of a Table or of partial metadata.</summary>
    internal string MetaApiVersion => "meta.k8s.io/" + MetaVersion;

    /// <summary>Takes the first media type we can serve; 406 when there is none.</summary>
    internal static ResponseFormat Negotiate(HttpRequest request)
    {
        var include = request.Query["includeObject"].ToString() switch
        {
            "" or "Metadata" => IncludeObject.Metadata,
            "None" => IncludeObject.None,
            "Object" => IncludeObject.Object,
            var other => throw StatusException.BadRequest($"unrecognized includeObject value: \"{other}\""),
        };

        var accept = request.Headers.Accept.ToString();
        if (accept.Length == 0)
        {
            return new(ObjectForm.Plain, "", include);
        }

        foreach (var candidate in accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (TryMatch(candidate) is var (form, version))
            {
                return new(form, version, include);
            }
        }

        throw StatusException.NotAcceptable();
    }

    private static (ObjectForm Form, string Version)? TryMatch(string candidate)
    {
        var parts = candidate.Split(';', StringSplitOptions.TrimEntries);
        if (parts[0] is not ("application/json" or "application/*" or "*/*"))
        {
            return null;
        }

        string Parameter(string name) =>
            parts.FirstOrDefault(p => p.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..] ?? "";

        var version = Parameter("v");
        if (Parameter("as").Length > 0 && (Parameter("g") != "meta.k8s.io" || version is not ("v1" or "v1beta1")))
        {
            return null;
        }

        return Parameter("as") switch
        {
            "" => (ObjectForm.Plain, ""),
            "Table" => (ObjectForm.Table, version),
            "PartialObjectMetadata" or "PartialObjectMetadataList" => (ObjectForm.PartialMetadata, version),
            _ => null,
        };
    }
}
