using System.Net;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Agent.Probing;

/// <summary>One request of an HTTP probe: the first, or one that a redirect asks for.</summary>
/// <param name="Url">Where it goes.</param>
/// <param name="Text">The same as Go's client names it in an error.</param>
/// <param name="Host">The Host header; null for the URL's own.</param>
/// <param name="Location">The words of the redirect; empty for the first.</param>
internal sealed record HttpProbeHop(Uri Url, string Text, string? Host, string Location)
{
    /// <summary>The first request. Its port is always written out, the scheme's own too.</summary>
    public static HttpProbeHop First(Uri url, EquatableArray<HTTPHeader> headers)
    {
        var authority = $"{url.Host}:{url.Port}";
        var given = headers.FirstOrDefault(header => header.Name.Equals("Host", StringComparison.OrdinalIgnoreCase))?.Value;
        return new HttpProbeHop(
            url,
            $"{url.Scheme}://{authority}{url.PathAndQuery}",
            !string.IsNullOrEmpty(given) ? given : url.IsDefaultPort ? authority : null,
            "");
    }

    /// <summary>The request that an answer asks for; null if it asks for none. Throws <see cref="UriFormatException"/>.</summary>
    public HttpProbeHop? Next(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || !response.Headers.NonValidated.TryGetValues("Location", out var values))
        {
            return null;
        }

        var words = values.ToString();
        var location = response.Headers.Location
            ?? throw new UriFormatException($"failed to parse Location header \"{words}\"");
        var url = new Uri(Url, location);
        // The Host header that was asked for goes along only as long as the server does not name a host itself.
        return new HttpProbeHop(url, url.AbsoluteUri, location.IsAbsoluteUri ? null : Host, words);
    }

    /// <summary>The kubelet follows a probe's redirects only there.</summary>
    public bool IsOnHostOf(Uri first) => string.Equals(Url.IdnHost, first.IdnHost, StringComparison.OrdinalIgnoreCase);
}
