using MiniKubelet.Images;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Images;

/// <summary>A pull that succeeded.</summary>
/// <param name="Image">The image.</param>
/// <param name="PullTime">How long the pull took.</param>
/// <param name="TotalTime">The same, with the wait for its turn.</param>
public sealed record PulledImage(ImageInfo Image, TimeSpan PullTime, TimeSpan TotalTime);

/// <summary>Bounds of what is asked of registries.</summary>
/// <param name="MaxParallel">Pulls at a time.</param>
/// <param name="PerSecond">Pulls that begin in a second; 0: no bound.</param>
/// <param name="Burst">Pulls that may begin at once.</param>
public sealed record PullLimits(int MaxParallel, int PerSecond, int Burst)
{
    /// <summary>The kubelet's rate, and five pulls at a time.</summary>
    public static PullLimits Default { get; } = new(5, 5, 10);
}

/// <summary>
/// Looks images up and pulls them, for all pods: within the limits, and an image that several want at the same time with the same
/// credentials only once. A pull is given up at the runtime when nobody waits for it any more.
/// </summary>
public sealed class ImagePuller(IContainerRuntime runtime, PullLimits limits, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Image, EquatableArray<RegistryCredentials> Candidates), SharedPull> _running = [];
    private readonly SemaphoreSlim _turns = new(limits.MaxParallel);
    private readonly PullRate _rate = new(limits.PerSecond, limits.Burst, time);

    /// <summary>Throws <see cref="ImageException"/> for a name that cannot be an image's.</summary>
    public static void CheckName(string image)
    {
        if (ImageReference.Parse(image, out var error) is null)
        {
            throw new ImageException("InvalidImageName", ImageMessages.InvalidName(image, error));
        }
    }

    /// <summary>The image as the runtime holds it, or null. Throws <see cref="ImageException"/>.</summary>
    public async Task<ImageInfo?> FindAsync(string image, CancellationToken cancellationToken)
    {
        CheckName(image);
        try
        {
            return await runtime.GetImageAsync(image, cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.InvalidImageName)
        {
            throw new ImageException("InvalidImageName", ImageMessages.InvalidName(image, e.Message));
        }
        catch (RuntimeException e)
        {
            throw new ImageException("ImageInspectError", ImageMessages.InspectFailed(image, e.Message));
        }
    }

    /// <summary>
    /// Pulls an image, with each of the credentials in turn until one works, or anonymously when there are none. Throws
    /// <see cref="ImageException"/>. Calls begin in the order they are made.
    /// </summary>
    public async Task<PulledImage> PullAsync(
        string image, EquatableArray<RegistryCredentials> candidates, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var pull = Join((image, candidates));
        try
        {
            var (found, took) = await pull.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new PulledImage(found, took, time.GetElapsedTime(asked));
        }
        finally
        {
            Leave((image, candidates), pull);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private SharedPull Join((string Image, EquatableArray<RegistryCredentials> Candidates) key)
    {
        lock (_lock)
        {
            if (!_running.TryGetValue(key, out var pull) || pull.Result.IsCompleted)
            {
                pull = new SharedPull(cancel => PullInTurnAsync(key.Image, key.Candidates, cancel));
                _running[key] = pull;
            }

            pull.Waiting++;
            return pull;
        }
    }

    private void Leave((string Image, EquatableArray<RegistryCredentials> Candidates) key, SharedPull pull)
    {
        lock (_lock)
        {
            if (--pull.Waiting > 0)
            {
                return;
            }

            if (_running.GetValueOrDefault(key) == pull)
            {
                _running.Remove(key);
            }
        }

        pull.Dispose();
    }

    private async Task<(ImageInfo Image, TimeSpan Took)> PullInTurnAsync(
        string image, EquatableArray<RegistryCredentials> candidates, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Taking a turn keeps the order of the calls; the rest is not done while the caller holds the lock.
            await Task.Yield();
            if (!_rate.TryTake())
            {
                throw new ImageException("ErrImagePull", "pull QPS exceeded");
            }

            var started = time.GetTimestamp();
            await PullWithAnyAsync(image, candidates, cancellationToken).ConfigureAwait(false);
            var pulled = await FindAsync(image, cancellationToken).ConfigureAwait(false)
                ?? throw new ImageException("ErrImagePull", $"image \"{image}\" was pulled but the runtime does not have it");
            return (pulled, time.GetElapsedTime(started));
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task PullWithAnyAsync(
        string image, EquatableArray<RegistryCredentials> candidates, CancellationToken cancellationToken)
    {
        var errors = new List<RuntimeException>();
        foreach (var credentials in candidates.Count > 0 ? candidates : [null!])
        {
            try
            {
                await runtime.PullImageAsync(image, credentials, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.InvalidImageName)
            {
                throw new ImageException("InvalidImageName", ImageMessages.InvalidName(image, e.Message));
            }
            catch (RuntimeException e)
            {
                errors.Add(e);
            }
        }

        var together = ImageMessages.Together(errors.Select(e => e.Message));
        throw errors.TrueForAll(e => e.Kind == RuntimeErrorKind.RegistryUnavailable)
            ? new ImageException("RegistryUnavailable", ImageMessages.RegistryUnavailable(image, together)) { PullError = together }
            : new ImageException("ErrImagePull", together);
    }

    /// <summary>One pull and how many wait for it.</summary>
    private sealed class SharedPull : IDisposable
    {
        private readonly CancellationTokenSource _abandoned = new();

        public SharedPull(Func<CancellationToken, Task<(ImageInfo Image, TimeSpan Took)>> pull) => Result = pull(_abandoned.Token);

        public Task<(ImageInfo Image, TimeSpan Took)> Result { get; }

        /// <summary>Changed under the puller's lock.</summary>
        public int Waiting { get; set; }

        /// <summary>Ends it if it still runs. Nobody may hear of its end: then it is nobody's error.</summary>
        public void Dispose()
        {
            _abandoned.Cancel();
            _ = Result.ContinueWith(
                static (ended, source) =>
                {
                    _ = ended.Exception;
                    ((CancellationTokenSource)source!).Dispose();
                },
                _abandoned,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}
