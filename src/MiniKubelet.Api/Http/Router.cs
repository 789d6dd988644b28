using Microsoft.AspNetCore.Http;

namespace MiniKubelet.Api.Http;

/// <summary>
/// Paths to handlers: exact ones, else the longest prefix. Kubernetes' resource paths are regular enough that
/// <see cref="RequestInfo"/> takes them apart; nothing here needs a route pattern.
/// </summary>
internal sealed class Router
{
    private readonly Dictionary<string, RequestDelegate> _exact = new(StringComparer.Ordinal);
    private readonly List<(string Prefix, RequestDelegate Handler)> _prefixes = [];

    /// <summary>Serves one path, with or without a slash at its end.</summary>
    internal void Map(string path, RequestDelegate handler) => _exact.Add(path, handler);

    /// <summary>Serves all paths below a prefix that ends in a slash.</summary>
    internal void MapBelow(string prefix, RequestDelegate handler)
    {
        _prefixes.Add((prefix, handler));
        _prefixes.Sort(static (a, b) => b.Prefix.Length.CompareTo(a.Prefix.Length));
    }

    /// <summary>Who serves a request; a 404 when nobody does.</summary>
    internal RequestDelegate Find(HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        if (_exact.TryGetValue(path.Length > 1 ? path.TrimEnd('/') : path, out var handler))
        {
            return handler;
        }

        foreach (var (prefix, below) in _prefixes)
        {
            if (path.StartsWith(prefix, StringComparison.Ordinal))
            {
                return below;
            }
        }

        throw StatusException.NoSuchResource();
    }

    /// <summary>Lets only GET and HEAD through.</summary>
    internal static RequestDelegate ReadOnly(RequestDelegate handler) => context =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? handler(context)
            : throw StatusException.MethodNotAllowed();
}
