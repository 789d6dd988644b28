using System.Collections.Concurrent;
using MiniKubelet.Agent.Events;
using MiniKubelet.Agent.Pods;
using MiniKubelet.Images;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Images;

/// <summary>
/// The images of one pod: fetched in the background, in the order in which the containers start, each once though several
/// containers want it, and none while its back-off lasts. Records the events of the kubelet's image manager.
/// <code>
///   present? ── yes, or policy Always ──▶ (Always: pull) there
///      │ no
///      ├─ policy Never ─▶ ErrImageNeverPull
///      ├─ backing off ──▶ ImagePullBackOff
///      └─ pull ─┬───────▶ there
///               └───────▶ ErrImagePull, and the back-off grows
/// </code>
/// Used by the pod's worker alone. What it remembers is lost with the daemon: then every image is tried at once.
/// </summary>
internal sealed class PodImages(PodServices services) : IDisposable
{
    // The kubelet looks for an image at every sync: one that was put there by other means is found soon, back-off or not.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(10);

    // A name does not become valid; this is how often it is said.
    private static readonly TimeSpan InvalidNamePeriod = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Fetch> _fetches = [];
    private readonly CancellationTokenSource _abandoned = new();

    // Written by the fetches, which end on any thread.
    private readonly ConcurrentDictionary<string, ImageBackoff> _backoffs = new(StringComparer.Ordinal);
    private Task _lookedUp = Task.CompletedTask;

    private DateTimeOffset Now => services.Time.GetUtcNow();

    /// <summary>Begins to fetch the images of these containers, unless that was begun. After an edit a container may want another.</summary>
    public void Begin(Pod pod, IEnumerable<Container> containers)
    {
        foreach (var container in containers.Where(c =>
            !_fetches.TryGetValue(c.Name, out var begun) || begun.Image != c.Image || IsStale(begun)))
        {
            var policy = container.ImagePullPolicy ?? PullPolicy.IfNotPresent;
            _fetches[container.Name] =
                _fetches.Values.FirstOrDefault(f => f.Image == container.Image && f.Policy == policy && !IsStale(f))
                ?? BeginOne(pod, container, policy);
        }
    }

    /// <summary>Waits for a container's image. Throws <see cref="PodStartException"/> with the kubelet's reason and message.</summary>
    public async Task<ImageInfo> GetAsync(Pod pod, Container container, CancellationToken cancellationToken)
    {
        Begin(pod, [container]);
        _fetches.Remove(container.Name, out var fetch);
        try
        {
            var (image, pulled) = await fetch!.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!pulled || fetch.Container != container.Name)
            {
                Record(pod, container, EventType.Normal, "Pulled", ImageMessages.Present(container.Image));
            }

            return image;
        }
        catch (ImageException e)
        {
            throw Failed(pod, container, fetch!, e);
        }
    }

    /// <summary>Gives up what runs: the pod is going.</summary>
    public void Abandon() => _abandoned.Cancel();

    /// <summary>What was refused may be granted now: no image waits for its back-off any longer.</summary>
    public void ForgetBackoffs()
    {
        _backoffs.Clear();
        foreach (var name in _fetches.Where(f => f.Value.Result.IsFaulted).Select(f => f.Key).ToList())
        {
            _fetches.Remove(name);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _abandoned.Cancel();
        _abandoned.Dispose();
    }

    private bool IsStale(Fetch fetch) => fetch.Result.IsCanceled || (fetch.Result.IsFaulted && fetch.RetryAt <= Now);

    private Fetch BeginOne(Pod pod, Container container, PullPolicy policy)
    {
        var lookedUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fetch = new Fetch(container.Name, container.Image, policy);
        fetch.Result = FetchAsync(pod, container, fetch, _lookedUp, lookedUp, _abandoned.Token);
        _lookedUp = lookedUp.Task;
        return fetch;
    }

    private async Task<(ImageInfo Image, bool Pulled)> FetchAsync(
        Pod pod, Container container, Fetch fetch, Task turn, TaskCompletionSource lookedUp, CancellationToken cancellationToken)
    {
        try
        {
            // The sandbox does not wait for the first calls.
            await Task.Yield();
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            ImagePuller.CheckName(fetch.Image);
            if (fetch.Policy != PullPolicy.Always
                && await services.Images.FindAsync(fetch.Image, cancellationToken).ConfigureAwait(false) is { } present)
            {
                return (present, false);
            }

            if (fetch.Policy == PullPolicy.Never)
            {
                throw new ImageException("ErrImageNeverPull", ImageMessages.NeverPull(fetch.Image));
            }

            return (await PullAsync(pod, container, lookedUp, cancellationToken).ConfigureAwait(false), true);
        }
        catch (ImageException e)
        {
            fetch.RetryAt = RetryAt(fetch, e.Reason);
            throw;
        }
        finally
        {
            lookedUp.TrySetResult();
        }
    }

    /// <summary>Pulls, unless the image backs off.</summary>
    private async Task<ImageInfo> PullAsync(
        Pod pod, Container container, TaskCompletionSource lookedUp, CancellationToken cancellationToken)
    {
        var image = container.Image;
        if (_backoffs.GetValueOrDefault(image) is { } backoff && backoff.WaitUntil(Now) is not null)
        {
            throw new ImageException("ImagePullBackOff", $"{ImageMessages.BackOff(image)}: {backoff.Error}");
        }

        var candidates = services.Credentials.For(pod, image, out var unusable);
        if (unusable.Count > 0)
        {
            services.Events.Record(pod, EventType.Warning, "FailedToRetrieveImagePullSecret", ImageMessages.SecretsMissing(unusable));
        }

        Record(pod, container, EventType.Normal, "Pulling", ImageMessages.Pulling(image));
        try
        {
            var pulling = services.Images.PullAsync(image, candidates, cancellationToken);

            // It has its place in the queue: the next container's image may be asked for.
            lookedUp.TrySetResult();
            var pulled = await pulling.ConfigureAwait(false);
            var message = ImageMessages.Pulled(image, pulled.PullTime, pulled.TotalTime, pulled.Image.Size);
            Record(pod, container, EventType.Normal, "Pulled", message);
            return pulled.Image;
        }
        catch (ImageException e)
        {
            Record(pod, container, EventType.Warning, "Failed", ImageMessages.PullFailed(image, e.PullError));
            _backoffs[image] = ImageBackoff.Next(_backoffs.GetValueOrDefault(image), $"{e.Reason}: {e.Message}", Now);
            throw;
        }
    }

    private DateTimeOffset RetryAt(Fetch fetch, string reason)
    {
        var look = Now + (reason == "InvalidImageName" ? InvalidNamePeriod : LookPeriod);
        var until = _backoffs.GetValueOrDefault(fetch.Image)?.WaitUntil(Now);
        return until is not null && (fetch.Policy == PullPolicy.Always || until < look) ? until.Value : look;
    }

    /// <summary>
    /// What the container waits for. The pull failed for the one that it was made for; to another that wants the same image the
    /// kubelet comes when the back-off has begun.
    /// </summary>
    private PodStartException Failed(Pod pod, Container container, Fetch fetch, ImageException e)
    {
        var others = fetch.Container != container.Name && ImageReasons.IsFailedPull(e.Reason);
        var (reason, message) = others
            ? ("ImagePullBackOff", $"{ImageMessages.BackOff(container.Image)}: {e.Reason}: {e.Message}")
            : (e.Reason, e.Message);
        if (reason is "ErrImageNeverPull")
        {
            Record(pod, container, EventType.Warning, reason, message);
        }
        else if (reason is "InvalidImageName" or "ImageInspectError")
        {
            Record(pod, container, EventType.Warning, "InspectFailed", message);
        }

        // Of a back-off the worker tells, when it begins.
        if (reason != "ImagePullBackOff")
        {
            Record(pod, container, EventType.Warning, "Failed", $"Error: {reason}");
        }

        return new PodStartException(reason, message, e) { RetryAt = fetch.RetryAt };
    }

    private void Record(Pod pod, Container container, EventType type, string reason, string message) =>
        services.Events.Record(pod, container.Name, type, reason, message);

    /// <summary>One image on its way.</summary>
    /// <param name="container">The container for which it was begun; another with the same image may wait for it too.</param>
    /// <param name="image">The image.</param>
    /// <param name="policy">The pull policy.</param>
    private sealed class Fetch(string container, string image, PullPolicy policy)
    {
        public string Container => container;

        public string Image => image;

        public PullPolicy Policy => policy;

        /// <summary>The image, and whether it was pulled.</summary>
        public Task<(ImageInfo Image, bool Pulled)> Result { get; set; } = null!;

        /// <summary>Once it has failed: when it may be asked for again.</summary>
        public DateTimeOffset RetryAt { get; set; }
    }
}
