using System.CommandLine;

namespace MiniKubelet.Commands;

/// <summary>The command line: without a command the daemon runs.</summary>
internal static class RootCommands
{
    public static RootCommand Create()
    {
        var flags = new DaemonFlags();
        var root = new RootCommand("The kubelet for one machine without a cluster: runs the pods of a folder of manifests.");
        foreach (var option in flags.All)
        {
            root.Add(option);
        }

        root.SetAction((result, cancellationToken) => RunCommand.RunAsync(flags, result, cancellationToken));
        root.Add(ValidateCommand.Create());
        root.Add(KubeconfigCommand.Create());
        return root;
    }
}
