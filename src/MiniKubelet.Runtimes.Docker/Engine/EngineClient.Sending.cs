using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Docker.Engine;

internal sealed partial class EngineClient
{
    // An error message is a line or two; more is not read.
    private const int ErrorLimit = 64 * 1024;

    private async Task<T> ReadAsync<T>(
        EngineCall call, string id, HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(call, id, request, cancellationToken).ConfigureAwait(false);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return await JsonSerializer.DeserializeAsync(stream, type, cancellationToken).ConfigureAwait(false)
                ?? throw new RuntimeException(RuntimeErrorKind.Internal, id, $"docker answered null to {request.RequestUri}");
        }
        catch (JsonException e)
        {
            throw new RuntimeException(
                RuntimeErrorKind.Internal, id, $"docker answered {request.RequestUri} with JSON we cannot read: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw EngineErrors.Unavailable(_socketPath, e);
        }
    }

    private async Task SendAndIgnoreAsync(
        EngineCall call, string id, HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(call, id, Request(method, path), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends with the agreed version; returns once the headers are here. Anything but success and 304 throws.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        EngineCall call, string id, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var version = await VersionPrefixAsync(cancellationToken).ConfigureAwait(false);
        using (request)
        {
            request.RequestUri = new Uri(version + request.RequestUri!.OriginalString, UriKind.Relative);
            var response = await SendUnversionedAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
            {
                return response;
            }

            using (response)
            {
                var message = await ReadErrorAsync(response, cancellationToken).ConfigureAwait(false);
                throw new RuntimeException(EngineErrors.KindOf(call, response.StatusCode), id, message);
            }
        }
    }

    private async Task<HttpResponseMessage> SendUnversionedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw EngineErrors.Unavailable(_socketPath, e);
        }
    }

    private async Task<string> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(ErrorLimit, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return JsonSerializer.Deserialize(body, EngineJson.Default.ErrorMessage)?.Message
                ?? $"docker answered {(int)response.StatusCode}";
        }
        catch (Exception e) when (e is JsonException or HttpRequestException)
        {
            return $"docker answered {(int)response.StatusCode}";
        }
        catch (IOException e)
        {
            throw EngineErrors.Unavailable(_socketPath, e);
        }
    }

    /// <summary>Gives up after the request timeout.</summary>
    private async Task<T> LimitAsync<T>(string id, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_requestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await call(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RuntimeException(
                RuntimeErrorKind.Timeout, id, $"docker at {_socketPath} did not answer within {_requestTimeout.TotalSeconds:0} s");
        }
    }
}
