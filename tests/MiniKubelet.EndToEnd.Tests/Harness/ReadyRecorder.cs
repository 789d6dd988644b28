using System.Collections.Concurrent;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>Watches pods across restarts of the daemon and remembers every Ready condition it was shown.</summary>
public sealed class ReadyRecorder : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(string Pod, ConditionStatus? Ready)> _seen = [];
    private readonly Task _watching;

    public ReadyRecorder(ApiClient api) => _watching = WatchAsync(api);

    public IReadOnlyList<ConditionStatus?> Of(string pod) => [.. _seen.Where(s => s.Pod == pod).Select(s => s.Ready)];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync(ApiClient api)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var pod in api.WatchPodsAsync(_stop.Token))
                {
                    _seen.Enqueue((pod.Metadata.Name, pod.ReadyCondition()));
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // The daemon is down. Asked again at once, so that its first answer is not missed.
                await Task.Yield();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
