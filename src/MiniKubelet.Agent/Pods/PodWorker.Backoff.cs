using MiniKubelet.Agent.Events;
using MiniKubelet.Images;
using MiniKubelet.Planning;

namespace MiniKubelet.Agent.Pods;

public sealed partial class PodWorker
{
    // Told of once; when a container has run in between, its next back-off is another.
    private HashSet<string> _backingOff = [];

    /// <summary>Records an Event for each container that begins to back off.</summary>
    private void TellBackoffs(PodPlan plan)
    {
        var backingOff = new HashSet<string>();
        foreach (var (container, reason) in plan.Waiting.Where(w => w.Value.Reason is "CrashLoopBackOff" or "ImagePullBackOff"))
        {
            backingOff.Add(container);
            if (_backingOff.Contains(container))
            {
                continue;
            }

            if (reason.Reason == "CrashLoopBackOff")
            {
                var pod = $"{Pod.Metadata.Name}_{Pod.Metadata.Namespace}({Pod.Metadata.Uid})";
                var message = $"Back-off restarting failed container {container} in pod {pod}";
                _services.Events.Record(Pod, container, EventType.Warning, "BackOff", message);
            }
            else
            {
                var image = Pod.Spec.InStartOrder().First(c => c.Name == container).Container.Image;
                _services.Events.Record(Pod, container, EventType.Normal, "BackOff", ImageMessages.BackOff(image));
                _services.Events.Record(Pod, container, EventType.Warning, "Failed", "Error: ImagePullBackOff");
            }
        }

        _backingOff = backingOff;
    }
}
