using System.Net;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Agent.Probing;

/// <summary>The request of an HTTP probe: the headers of the manifest, and two of our own unless it overrides them.</summary>
internal static class HttpProbeRequest
{
    // What the request itself says of these goes; Host is set apart (Go net/http reqWriteExcludeHeader).
    private static readonly HashSet<string> _written =
        new(StringComparer.OrdinalIgnoreCase) { "Host", "Content-Length", "Transfer-Encoding", "Trailer" };

    public static HttpRequestMessage Make(Uri url, string? host, EquatableArray<HTTPHeader> headers, string userAgent)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.ConnectionClose = true;
        foreach (var header in headers)
        {
            if (!_written.Contains(header.Name))
            {
                Add(request, header.Name, header.Value);
            }
        }

        AddDefault(request, headers, "User-Agent", userAgent);
        AddDefault(request, headers, "Accept", "*/*");
        if (host is not null)
        {
            request.Headers.TryAddWithoutValidation("Host", host);
        }

        return request;
    }

    // An override with an empty value suppresses the header.
    private static void AddDefault(HttpRequestMessage request, EquatableArray<HTTPHeader> headers, string name, string value)
    {
        if (headers.FirstOrDefault(header => Is(header, name)) is not { } given)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        else if (given.Value == "")
        {
            request.Headers.Remove(name);
        }
    }

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            // Headers that describe a body are only taken with one.
            request.Content ??= new ByteArrayContent([]);
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static bool Is(HTTPHeader header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
