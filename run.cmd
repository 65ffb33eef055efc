@echo off
rem run.cmd opens the window; run.cmd ARGUMENTS does "traincollega ARGUMENTS". Everything it needs is set up first.
setlocal
pushd "%~dp0"
call tools\setup.cmd run || (popd & exit /b 1)
popd
"%~dp0.venv\Scripts\python.exe" -P -m traincollega %*
