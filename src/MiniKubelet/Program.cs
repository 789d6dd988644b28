using MiniKubelet.Commands;

return await RootCommands.Create().Parse(args).InvokeAsync().ConfigureAwait(false);
