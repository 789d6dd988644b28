using MiniKubelet.Agent.Probing;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Agent.Pods;

/// <summary>
/// An httpGet hook. The request is a probe's, under another name; whatever the answer says, the hook has been heard. A server that was
/// asked for HTTPS and speaks plain HTTP is asked again, without the Authorization header (handlers.go runHTTPHandler).
/// </summary>
internal static class HttpHook
{
    private const string UserAgent = "kube-lifecycle/1.35";

    // A server that was asked for TLS may say nothing at all, and a postStart hook has no other limit.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(
        HTTPGetAction get, HookTarget target, Action<string> plainHttp, CancellationToken cancellationToken)
    {
        var url = HttpProbe.Url(get, string.IsNullOrEmpty(get.Host) ? target.Host : get.Host, Port(get.Port, target.Container));
        var firstWords = new FirstWords();
        try
        {
            await GetAsync(url, get.HttpHeaders, firstWords, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException) when (url.Scheme == Uri.UriSchemeHttps && firstWords.AreHttp)
        {
            var headers = get.HttpHeaders.Where(h => !h.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase));
            var plain = new UriBuilder(url) { Scheme = Uri.UriSchemeHttp, Port = url.Port }.Uri;
            await GetAsync(plain, headers.ToEquatableArray(), new FirstWords(), cancellationToken).ConfigureAwait(false);
            plainHttp($"{url.Host}:{url.Port}");
        }
    }

    private static async Task GetAsync(
        Uri url, EquatableArray<HTTPHeader> headers, FirstWords firstWords, CancellationToken cancellationToken)
    {
        using var client = ProbeHttpClient.Make(connect: firstWords.ConnectAsync, connectTimeout: ConnectTimeout);
        var hop = HttpProbeHop.First(url, headers);
        for (var requests = 1; ; requests++)
        {
            using var request = HttpProbeRequest.Make(hop.Url, hop.Host, headers, UserAgent);
            using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (hop.Next(response) is not { } next || !next.IsOnHostOf(url))
            {
                return;
            }

            if (requests == HttpProbe.MaxRequests)
            {
                throw new LifecycleHookException($"Get \"{next.Location}\": stopped after {HttpProbe.MaxRequests} redirects");
            }

            hop = next;
        }
    }

    private static int Port(IntOrString port, Container container) =>
        port.Name is not { } name ? port.Number
        : container.Ports.FirstOrDefault(p => p.Name == name)?.Port
            ?? throw new LifecycleHookException($"container {container.Name} has no port named {name}");
}
